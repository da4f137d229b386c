/** Ports that a URL without one stands for, by scheme. Any other scheme: 443 and 80. */
export const DEFAULT_PORTS: ReadonlyMap<string, readonly number[]> = new Map(Object.entries({
  http: [80],
  https: [443],
  ws: [80],
  wss: [443],
  oci: [443, 80],
  ssh: [22],
  "git+ssh": [22],
  git: [9418],
  nats: [4222],
  tls: [4222],
  smtp: [25, 587],
  smtps: [465],
  amqp: [5672],
  amqps: [5671],
  mqtt: [1883],
  mqtts: [8883],
}));

/** Hosts that serve the images of a registry whose name in references is not its address. */
export const IMAGE_HOSTS: ReadonlyMap<string, readonly string[]> = new Map(Object.entries({
  "docker.io": ["registry-1.docker.io", "index.docker.io", "docker.io"],
  "index.docker.io": ["registry-1.docker.io", "index.docker.io", "docker.io"],
}));
