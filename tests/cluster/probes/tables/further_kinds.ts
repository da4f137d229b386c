import { post, type Probe } from "../steps.ts";

/** More of what the built-in kinds refuse, warn of and fill in. */
export const probes: readonly Probe[] = [
  {
    name: "further-ingresses",
    rv: false,
    steps: [
      post("/apis/networking.k8s.io/v1/namespaces/default/ingresses", {
        metadata: { name: "x", annotations: { "kubernetes.io/ingress.class": "nginx" } },
        spec: { defaultBackend: { service: { name: "s", port: { number: 80 } } } },
      }, { query: "dryRun=All" }),
      post("/apis/networking.k8s.io/v1/namespaces/default/ingresses", {
        metadata: { name: "x", annotations: { "kubernetes.io/ingress.class": "nginx" } },
        spec: {
          ingressClassName: "a",
          defaultBackend: { service: { name: "s", port: { number: 80 } } },
        },
      }, { query: "dryRun=All" }),
      post("/apis/networking.k8s.io/v1/namespaces/default/ingresses", {
        metadata: { name: "Bad_" },
        spec: { defaultBackend: { service: { name: "s", port: { number: 80 } } } },
      }, { query: "dryRun=All" }),
      post("/apis/networking.k8s.io/v1/namespaces/default/ingresses", {
        metadata: { name: "x" },
        spec: { rules: [{ host: "a.b" }] },
      }, { query: "dryRun=All" }),
      post("/apis/networking.k8s.io/v1/namespaces/default/ingresses", {
        metadata: { name: "x" },
        spec: {
          rules: [{
            host: "a.b",
            http: {
              paths: [{
                path: "/",
                pathType: "ImplementationSpecific",
                backend: { service: { name: "s", port: { number: 80 } } },
              }],
            },
          }],
        },
      }, { query: "dryRun=All" }),
      post("/apis/networking.k8s.io/v1/namespaces/default/ingresses", {
        metadata: { name: "x" },
        spec: {
          rules: [{
            host: "a.b",
            http: {
              paths: [{
                pathType: "Prefix",
                backend: { service: { name: "s", port: { number: 80 } } },
              }],
            },
          }],
        },
      }, { query: "dryRun=All" }),
      post("/apis/networking.k8s.io/v1/namespaces/default/ingresses", {
        metadata: { name: "x" },
        spec: {
          rules: [{
            host: "a.b",
            http: {
              paths: [{
                pathType: "ImplementationSpecific",
                backend: { service: { name: "s", port: { number: 80 } } },
              }],
            },
          }],
        },
      }, { query: "dryRun=All" }),
      post("/apis/networking.k8s.io/v1/namespaces/default/ingresses", {
        metadata: { name: "x" },
        spec: {
          rules: [{
            host: "a.b",
            http: {
              paths: [{
                path: "/a/%2f/b",
                pathType: "Exact",
                backend: { service: { name: "s", port: { number: 80 } } },
              }, {
                path: "/./a",
                pathType: "Exact",
                backend: { service: { name: "s", port: { number: 80 } } },
              }, {
                path: "/../a",
                pathType: "Prefix",
                backend: { service: { name: "s", port: { number: 80 } } },
              }, {
                path: "/a/..",
                pathType: "Prefix",
                backend: { service: { name: "s", port: { number: 80 } } },
              }],
            },
          }],
        },
      }, { query: "dryRun=All" }),
      post("/apis/networking.k8s.io/v1/namespaces/default/ingresses", {
        metadata: { name: "x" },
        spec: {
          rules: [{
            host: "a.b",
            http: {
              paths: [{
                path: "/",
                pathType: "Prefix",
                backend: { resource: { kind: "X", name: "y" } },
              }, {
                path: "/b",
                pathType: "Prefix",
                backend: { resource: { apiGroup: "Bad_", kind: "", name: "" } },
              }],
            },
          }],
        },
      }, { query: "dryRun=All" }),
      post("/apis/networking.k8s.io/v1/namespaces/default/ingresses", {
        metadata: { name: "x" },
        spec: {
          rules: [{
            host: "a.b",
            http: {
              paths: [{ path: "/", pathType: "Prefix", backend: {} }, {
                path: "/",
                pathType: "Prefix",
                backend: { service: { name: "", port: {} } },
              }, {
                path: "/",
                pathType: "Prefix",
                backend: {
                  service: { name: "s", port: { name: "toolongportname123456", number: 0 } },
                },
              }, {
                path: "/",
                pathType: "Prefix",
                backend: { service: { name: "s", port: { number: 70000 } } },
              }],
            },
          }],
        },
      }, { query: "dryRun=All" }),
      post("/apis/networking.k8s.io/v1/namespaces/default/ingresses", {
        metadata: { name: "x" },
        spec: {
          tls: [{ hosts: ["a.b", "*.c", "*", "a_b"] }, {}, { secretName: "x" }],
          defaultBackend: { service: { name: "s", port: { number: 80 } } },
        },
      }, { query: "dryRun=All" }),
      post("/apis/networking.k8s.io/v1/namespaces/default/ingresses", {
        metadata: { name: "x" },
        spec: {
          rules: [{ host: "A.b" }, { host: "a..b" }, { host: "*.a.b" }, { host: "a.b:80" }, {
            host: "*",
          }, { host: "foo.*.com" }],
        },
      }, { query: "dryRun=All" }),
      post("/apis/networking.k8s.io/v1/namespaces/default/ingresses", {
        metadata: { name: "x" },
        spec: { rules: [] },
      }, { query: "dryRun=All" }),
      post("/apis/networking.k8s.io/v1/namespaces/default/ingresses", {
        metadata: { name: "x" },
        spec: { rules: [{ http: {} }] },
      }, { query: "dryRun=All" }),
      post("/apis/networking.k8s.io/v1/namespaces/default/ingresses", {
        metadata: { name: "x" },
        spec: { rules: [{ http: { paths: null } }] },
      }, { query: "dryRun=All" }),
      post("/apis/networking.k8s.io/v1/namespaces/default/ingresses", {
        metadata: { name: "x" },
        spec: {
          ingressClassName: "",
          defaultBackend: { service: { name: "s", port: { number: 80 } } },
        },
      }, { query: "dryRun=All" }),
      post("/apis/networking.k8s.io/v1/namespaces/default/ingresses", { metadata: { name: "x" } }, {
        query: "dryRun=All",
      }),
      post("/apis/networking.k8s.io/v1/namespaces/default/ingresses", {
        metadata: { name: "x" },
        spec: { backend: { service: { name: "s", port: { number: 80 } } } },
      }, { query: "dryRun=All" }),
      post("/apis/networking.k8s.io/v1/namespaces/default/ingresses", {
        metadata: { name: "x" },
        spec: { backend: { service: { name: "s", port: { number: 80 } } } },
      }, { query: "dryRun=All&fieldValidation=Strict" }),
    ],
  },
  {
    name: "further-network-policies",
    rv: false,
    steps: [
      post("/apis/networking.k8s.io/v1/namespaces/default/networkpolicies", {
        metadata: { name: "x" },
        spec: { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: "10.0.0.1/8" } }] }] },
      }, { query: "dryRun=All" }),
      post("/apis/networking.k8s.io/v1/namespaces/default/networkpolicies", {
        metadata: { name: "x" },
        spec: { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: "010.0.0.0/8" } }] }] },
      }, { query: "dryRun=All" }),
      post("/apis/networking.k8s.io/v1/namespaces/default/networkpolicies", {
        metadata: { name: "x" },
        spec: {
          podSelector: {},
          egress: [{ to: [{ ipBlock: { cidr: "2001:DB8::/32", except: ["2001:db8:1::/48"] } }] }],
        },
      }, { query: "dryRun=All" }),
      post("/apis/networking.k8s.io/v1/namespaces/default/networkpolicies", {
        metadata: { name: "x" },
        spec: {
          podSelector: {},
          egress: [{ to: [{ ipBlock: { cidr: "10.0.0.0/8", except: ["10.0.0.0/8"] } }] }],
        },
      }, { query: "dryRun=All" }),
      post("/apis/networking.k8s.io/v1/namespaces/default/networkpolicies", {
        metadata: { name: "x" },
        spec: {
          podSelector: {},
          egress: [{ to: [{ ipBlock: { cidr: "10.0.0.0/8", except: ["bad", "10.1.0.0/16"] } }] }],
        },
      }, { query: "dryRun=All" }),
      post("/apis/networking.k8s.io/v1/namespaces/default/networkpolicies", {
        metadata: { name: "x" },
        spec: { podSelector: {}, egress: [{ to: [{ ipBlock: { cidr: "" } }] }] },
      }, { query: "dryRun=All" }),
      post("/apis/networking.k8s.io/v1/namespaces/default/networkpolicies", {
        metadata: { name: "x" },
        spec: {
          podSelector: {},
          egress: [{ to: [{ namespaceSelector: {}, ipBlock: { cidr: "10.0.0.0/8" } }] }],
        },
      }, { query: "dryRun=All" }),
      post("/apis/networking.k8s.io/v1/namespaces/default/networkpolicies", {
        metadata: { name: "x" },
        spec: { podSelector: {}, policyTypes: ["Ingress", "Egress", "Ingress"] },
      }, { query: "dryRun=All" }),
      post("/apis/networking.k8s.io/v1/namespaces/default/networkpolicies", {
        metadata: { name: "x" },
        spec: { podSelector: {}, policyTypes: ["Egress"], ingress: [{}] },
      }, { query: "dryRun=All" }),
      post("/apis/networking.k8s.io/v1/namespaces/default/networkpolicies", {
        metadata: { name: "x" },
        spec: { podSelector: {}, policyTypes: ["ingress"] },
      }, { query: "dryRun=All" }),
      post("/apis/networking.k8s.io/v1/namespaces/default/networkpolicies", {
        metadata: { name: "x" },
        spec: {
          podSelector: {},
          ingress: [{
            ports: [
              { protocol: "SCTP", port: 80, endPort: 90 },
              { port: "http", endPort: 90 },
              { port: 80, endPort: 70000 },
              { port: "toolongportname123456" },
              { port: "80" },
            ],
          }],
        },
      }, { query: "dryRun=All" }),
      post("/apis/networking.k8s.io/v1/namespaces/default/networkpolicies", {
        metadata: { name: "x" },
        spec: {
          podSelector: {},
          ingress: [{
            from: [{
              podSelector: { matchExpressions: [{ key: "a", operator: "Exists", values: ["b"] }] },
              namespaceSelector: { matchLabels: { "a/b/c": "d" } },
            }],
          }],
        },
      }, { query: "dryRun=All" }),
      post("/apis/networking.k8s.io/v1/namespaces/default/networkpolicies", {
        metadata: { name: "x" },
      }, { query: "dryRun=All" }),
      post("/apis/networking.k8s.io/v1/namespaces/default/networkpolicies", {
        metadata: { name: "x" },
        spec: {},
      }, { query: "dryRun=All" }),
      post("/apis/networking.k8s.io/v1/namespaces/default/networkpolicies", {
        metadata: { name: "x" },
        spec: { podSelector: {}, ingress: [], egress: [] },
      }, { query: "dryRun=All" }),
      post("/apis/networking.k8s.io/v1/namespaces/default/networkpolicies", {
        metadata: { name: "x" },
        spec: { podSelector: {}, ingress: null },
      }, { query: "dryRun=All" }),
      post("/apis/networking.k8s.io/v1/namespaces/default/networkpolicies", {
        metadata: { name: "x" },
        spec: { podSelector: {}, ingress: [{}], egress: [{}] },
      }, { query: "dryRun=All" }),
    ],
  },
  {
    name: "further-services",
    rv: false,
    steps: [
      post("/api/v1/namespaces/default/services", {
        metadata: { name: "x" },
        spec: {
          ports: [{ port: 80 }],
          clusterIP: "None",
          externalIPs: ["1.2.3.4"],
          sessionAffinity: "ClientIP",
          loadBalancerIP: "1.1.1.1",
        },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/services", {
        metadata: { name: "x" },
        spec: { ports: [{ port: 80 }], externalName: "a.b" },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/services", {
        metadata: { name: "x" },
        spec: { ports: [{ port: 80 }], trafficDistribution: "PreferClose" },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/services", {
        metadata: { name: "x" },
        spec: { ports: [{ port: 80 }], trafficDistribution: "PreferSameZone" },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/services", {
        metadata: { name: "x" },
        spec: { ports: [{ port: 80 }], trafficDistribution: "PreferSameNode" },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/services", {
        metadata: {
          name: "x",
          annotations: { "service.kubernetes.io/topology-aware-hints": "auto" },
        },
        spec: { ports: [{ port: 80 }] },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/services", {
        metadata: { name: "x" },
        spec: { ports: [{ port: 80 }], externalIPs: ["01.2.3.4"] },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/services", {
        metadata: { name: "x" },
        spec: {
          ports: [{ port: 80 }],
          externalIPs: ["0.0.0.0", "169.254.1.1", "224.0.0.1", "::1"],
        },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/services", {
        metadata: { name: "x" },
        spec: {
          ports: [{ port: 80 }],
          type: "LoadBalancer",
          loadBalancerSourceRanges: ["10.0.0.1/8", " 10.0.0.0/8 "],
        },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/services", {
        metadata: { name: "x" },
        spec: { ports: [{ port: 80 }], type: "LoadBalancer", loadBalancerIP: "bad" },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/services", {
        metadata: { name: "x" },
        spec: {
          ports: [{ port: 80 }],
          type: "LoadBalancer",
          externalTrafficPolicy: "Local",
          healthCheckNodePort: 80,
        },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/services", {
        metadata: { name: "x" },
        spec: {
          ports: [{ port: 80 }],
          type: "NodePort",
          externalTrafficPolicy: "Local",
          healthCheckNodePort: 30001,
        },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/services", {
        metadata: { name: "x" },
        spec: { ports: [{ port: 80 }], type: "LoadBalancer", loadBalancerClass: "a.b/c" },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/services", {
        metadata: { name: "x" },
        spec: {
          ports: [{ port: 80, nodePort: 30100, name: "a" }, {
            port: 81,
            nodePort: 30100,
            name: "b",
          }],
          type: "NodePort",
        },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/services", {
        metadata: { name: "x" },
        spec: {
          ports: [{ port: 80, nodePort: 30100, name: "a", protocol: "TCP" }, {
            port: 80,
            nodePort: 30100,
            name: "b",
            protocol: "UDP",
          }],
          type: "NodePort",
        },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/services", {
        metadata: { name: "x" },
        spec: { ports: [{ port: 80, targetPort: "" }] },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/services", {
        metadata: { name: "x" },
        spec: { ports: [{ port: 80, targetPort: -1 }] },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/services", {
        metadata: { name: "x" },
        spec: { ports: [{ port: 80, targetPort: "abc_d" }] },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/services", {
        metadata: { name: "x" },
        spec: { ports: [{ port: 80, name: "UPPER" }, { port: 81, name: "a.b" }] },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/services", {
        metadata: { name: "x" },
        spec: { ports: null },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/services", {
        metadata: { name: "x" },
        spec: { ports: null, clusterIP: "None" },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/services", {
        metadata: { name: "x" },
        spec: { ports: null, type: "ExternalName", externalName: "a.b" },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/services", {
        metadata: { name: "x" },
        spec: { ports: [{ port: 80 }], type: "ExternalName", externalName: "a.b.", clusterIP: "" },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/services", {
        metadata: { name: "x" },
        spec: { ports: [{ port: 80 }], type: "ExternalName", externalName: "1.2.3.4" },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/services", {
        metadata: { name: "x" },
        spec: { ports: [{ port: 80 }], type: "ExternalName", externalName: "A.B" },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/services", {
        metadata: { name: "x" },
        spec: { ports: [{ port: 80 }], clusterIPs: ["10.96.0.44"] },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/services", {
        metadata: { name: "x" },
        spec: { ports: [{ port: 80 }], clusterIP: "10.96.0.45", clusterIPs: ["10.96.0.46"] },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/services", {
        metadata: { name: "x" },
        spec: { ports: [{ port: 80 }], clusterIPs: ["10.96.0.44", "10.96.0.45"] },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/services", {
        metadata: { name: "x" },
        spec: { ports: [{ port: 80 }], clusterIPs: ["None"], clusterIP: "None" },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/services", {
        metadata: { name: "x" },
        spec: { ports: [{ port: 80 }], ipFamilyPolicy: "PreferDualStack" },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/services", {
        metadata: { name: "x" },
        spec: { ports: [{ port: 80 }], ipFamilies: ["IPv4", "IPv4"] },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/services", {
        metadata: { name: "x" },
        spec: { ports: [{ port: 80 }], ipFamilies: ["IPv4"], ipFamilyPolicy: "SingleStack" },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/services", {
        metadata: { name: "x" },
        spec: { ports: [{ port: 80 }], sessionAffinity: "ClientIP" },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/services", {
        metadata: { name: "x" },
        spec: {
          ports: [{ port: 80 }],
          sessionAffinity: "None",
          sessionAffinityConfig: { clientIP: { timeoutSeconds: 10 } },
        },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/services", {
        metadata: { name: "x" },
        spec: {
          ports: [{ port: 80 }],
          sessionAffinity: "ClientIP",
          sessionAffinityConfig: { clientIP: { timeoutSeconds: 100000 } },
        },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/services", {
        metadata: { name: "x" },
        spec: { ports: [{ port: 80 }], sessionAffinity: "ClientIP", sessionAffinityConfig: {} },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/services", {
        metadata: { name: "x" },
        spec: { ports: [{ port: 80 }], internalTrafficPolicy: "Local" },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/services", {
        metadata: { name: "x" },
        spec: { ports: [{ port: 80 }], allocateLoadBalancerNodePorts: true },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/services", {
        metadata: { name: "x" },
        spec: { ports: [{ port: 80 }], type: "NodePort", externalTrafficPolicy: "" },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/services", {
        metadata: { name: "x" },
        spec: { ports: [{ port: 80 }], externalTrafficPolicy: "Cluster" },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/services", {
        metadata: { name: "1abc" },
        spec: { ports: [{ port: 80 }] },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/services", {
        metadata: { name: "a.b" },
        spec: { ports: [{ port: 80 }] },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/services", {
        metadata: { name: "x" },
        spec: { ports: [{ port: 80, appProtocol: "kubernetes.io/h2c" }, { port: 81 }] },
      }, { query: "dryRun=All" }),
    ],
  },
  {
    name: "further-autoscalers",
    rv: false,
    steps: [
      post("/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers", {
        metadata: { name: "x" },
        spec: {
          scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "d" },
          maxReplicas: 3,
          metrics: [{
            type: "ContainerResource",
            containerResource: {
              name: "cpu",
              container: "",
              target: { type: "Utilization", averageUtilization: 50 },
            },
          }],
        },
      }, { query: "dryRun=All" }),
      post("/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers", {
        metadata: { name: "x" },
        spec: {
          scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "d" },
          maxReplicas: 3,
          metrics: [{
            type: "Object",
            object: {
              describedObject: { kind: "", name: "" },
              metric: { name: "" },
              target: { type: "Value" },
            },
          }],
        },
      }, { query: "dryRun=All" }),
      post("/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers", {
        metadata: { name: "x" },
        spec: {
          scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "d" },
          maxReplicas: 3,
          metrics: [{
            type: "Object",
            object: {
              describedObject: { kind: "Service", name: "s" },
              metric: { name: "m" },
              target: { type: "Value", value: "1", averageValue: "2" },
            },
          }],
        },
      }, { query: "dryRun=All" }),
      post("/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers", {
        metadata: { name: "x" },
        spec: {
          scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "d" },
          maxReplicas: 3,
          metrics: [{
            type: "External",
            external: {
              metric: { name: "m", selector: { matchLabels: { "a b": "c" } } },
              target: { type: "AverageValue" },
            },
          }],
        },
      }, { query: "dryRun=All" }),
      post("/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers", {
        metadata: { name: "x" },
        spec: {
          scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "d" },
          maxReplicas: 3,
          metrics: [{
            type: "Resource",
            resource: {
              name: "cpu",
              target: { type: "Utilization", averageUtilization: 50, averageValue: "1" },
            },
          }],
        },
      }, { query: "dryRun=All" }),
      post("/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers", {
        metadata: { name: "x" },
        spec: {
          scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "d" },
          maxReplicas: 3,
          metrics: [{
            type: "Resource",
            resource: { name: "cpu", target: { type: "Value", value: "1" } },
          }, {
            type: "Pods",
            resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 5 } },
          }],
        },
      }, { query: "dryRun=All" }),
      post("/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers", {
        metadata: { name: "x" },
        spec: {
          scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "d" },
          maxReplicas: 3,
          behavior: {
            scaleUp: { stabilizationWindowSeconds: 4000, selectPolicy: "Nope", policies: [] },
            scaleDown: {
              stabilizationWindowSeconds: -1,
              policies: [{ type: "Nope", value: 0, periodSeconds: 0 }, {
                type: "Pods",
                value: 1,
                periodSeconds: 4000,
              }],
            },
          },
        },
      }, { query: "dryRun=All" }),
      post("/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers", {
        metadata: { name: "x" },
        spec: {
          scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "d" },
          maxReplicas: 3,
          behavior: {},
        },
      }, { query: "dryRun=All" }),
      post("/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers", {
        metadata: { name: "x" },
        spec: {
          scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "d" },
          maxReplicas: 3,
          behavior: { scaleUp: {} },
        },
      }, { query: "dryRun=All" }),
      post("/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers", {
        metadata: { name: "x" },
        spec: {
          scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "d" },
          maxReplicas: 3,
          behavior: { scaleDown: { tolerance: "0.1", selectPolicy: "Disabled" } },
        },
      }, { query: "dryRun=All" }),
      post("/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers", {
        metadata: { name: "x" },
        spec: {
          scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "d" },
          maxReplicas: 3,
          minReplicas: -1,
        },
      }, { query: "dryRun=All" }),
      post("/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers", {
        metadata: { name: "x" },
        spec: {
          scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "d" },
          maxReplicas: 0,
          minReplicas: 2,
        },
      }, { query: "dryRun=All" }),
      post("/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers", {
        metadata: { name: "x" },
        spec: { scaleTargetRef: { kind: "", name: "" }, maxReplicas: 3 },
      }, { query: "dryRun=All" }),
      post("/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers", {
        metadata: { name: "x" },
        spec: {
          scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "d" },
          maxReplicas: 3,
          metrics: [],
        },
      }, { query: "dryRun=All" }),
      post("/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers", {
        metadata: { name: "x" },
        spec: {
          scaleTargetRef: { kind: "A", name: "a" },
          maxReplicas: 3,
          targetCPUUtilizationPercentage: 50,
        },
      }, { query: "dryRun=All" }),
      post("/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers", {
        metadata: { name: "x", annotations: { "autoscaling.alpha.kubernetes.io/metrics": "bad" } },
        spec: { scaleTargetRef: { kind: "A", name: "a" }, maxReplicas: 3 },
      }, { query: "dryRun=All" }),
    ],
  },
  {
    name: "further-budgets",
    rv: false,
    steps: [
      post("/apis/policy/v1/namespaces/default/poddisruptionbudgets", {
        metadata: { name: "x" },
        spec: {},
      }, { query: "dryRun=All" }),
      post("/apis/policy/v1/namespaces/default/poddisruptionbudgets", {
        metadata: { name: "x" },
        spec: { minAvailable: "150%", selector: {} },
      }, { query: "dryRun=All" }),
      post("/apis/policy/v1/namespaces/default/poddisruptionbudgets", {
        metadata: { name: "x" },
        spec: { minAvailable: "-5%" },
      }, { query: "dryRun=All" }),
      post("/apis/policy/v1/namespaces/default/poddisruptionbudgets", {
        metadata: { name: "x" },
        spec: {
          minAvailable: 1,
          unhealthyPodEvictionPolicy: "AlwaysAllow",
          selector: { matchExpressions: [{ key: "a", operator: "In", values: [] }] },
        },
      }, { query: "dryRun=All" }),
      post("/apis/policy/v1/namespaces/default/poddisruptionbudgets", {
        metadata: { name: "x" },
        spec: { maxUnavailable: "abc" },
      }, { query: "dryRun=All" }),
      post("/apis/policy/v1/namespaces/default/poddisruptionbudgets", {
        metadata: { name: "x" },
        spec: { minAvailable: -3 },
      }, { query: "dryRun=All" }),
      post("/apis/policy/v1/namespaces/default/poddisruptionbudgets", {
        metadata: { name: "x" },
        spec: { unhealthyPodEvictionPolicy: "" },
      }, { query: "dryRun=All" }),
      post("/apis/policy/v1/namespaces/default/poddisruptionbudgets", { metadata: { name: "x" } }, {
        query: "dryRun=All",
      }),
      post("/apis/policy/v1beta1/namespaces/default/poddisruptionbudgets", {
        metadata: { name: "x" },
        spec: {},
      }, { query: "dryRun=All" }),
    ],
  },
  {
    name: "further-roles",
    rv: false,
    steps: [
      post("/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles", {
        metadata: { name: "x" },
        rules: [
          { verbs: [], apiGroups: [""], resources: ["a"] },
          { verbs: ["get"] },
          { verbs: ["get"], apiGroups: [""] },
          { verbs: ["get"], resources: ["a"] },
          { verbs: ["get"], nonResourceURLs: ["/x"] },
          {},
        ],
      }, { query: "dryRun=All" }),
      post("/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles", {
        metadata: { name: "x" },
        rules: null,
      }, { query: "dryRun=All" }),
      post("/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles", {
        metadata: { name: "x" },
        rules: [{ verbs: ["get"], apiGroups: [""], resources: ["a"], resourceNames: ["", "b"] }],
      }, { query: "dryRun=All" }),
      post("/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles", {
        metadata: { name: "system:x" },
        rules: [{ verbs: ["*"], apiGroups: ["*"], resources: ["*"] }],
      }, { query: "dryRun=All" }),
      post("/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles", {
        metadata: { name: "a/b" },
        rules: [],
      }, { query: "dryRun=All" }),
      post("/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles", {
        metadata: { name: ".." },
        rules: [],
      }, { query: "dryRun=All" }),
      post("/apis/rbac.authorization.k8s.io/v1/clusterroles", {
        metadata: { name: "x" },
        rules: [{ verbs: ["get"], nonResourceURLs: ["/x", "x", "*", "/y/*"] }, {
          verbs: ["get"],
          nonResourceURLs: ["/x"],
          apiGroups: [""],
          resources: ["a"],
        }, { verbs: ["get"], nonResourceURLs: ["/a"], resourceNames: ["b"] }],
      }, { query: "dryRun=All" }),
      post("/apis/rbac.authorization.k8s.io/v1/clusterroles", {
        metadata: { name: "x" },
        aggregationRule: {},
      }, { query: "dryRun=All" }),
      post("/apis/rbac.authorization.k8s.io/v1/clusterroles", {
        metadata: { name: "x" },
        aggregationRule: { clusterRoleSelectors: [{ matchLabels: { "a b": "c" } }, {}] },
      }, { query: "dryRun=All" }),
      post("/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings", {
        metadata: { name: "x" },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "r" },
        subjects: [
          { kind: "User", name: "" },
          { kind: "ServiceAccount", name: "a" },
          { kind: "Nope", name: "b" },
          { kind: "Group", name: "g", apiGroup: "x" },
          {
            kind: "ServiceAccount",
            name: "Bad_",
            namespace: "default",
            apiGroup: "rbac.authorization.k8s.io",
          },
          { kind: "User", name: "u", namespace: "n" },
        ],
      }, { query: "dryRun=All" }),
      post("/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings", {
        metadata: { name: "x" },
        roleRef: { kind: "Role", name: "r" },
      }, { query: "dryRun=All" }),
      post("/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings", {
        metadata: { name: "x" },
        roleRef: { apiGroup: "x", kind: "Nope", name: "" },
      }, { query: "dryRun=All" }),
      post("/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings", {
        metadata: { name: "x" },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "a/b" },
      }, { query: "dryRun=All" }),
      post("/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings", {
        metadata: { name: "x" },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "r" },
      }, { query: "dryRun=All" }),
      post("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", {
        metadata: { name: "x" },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "r" },
        subjects: [{ kind: "ServiceAccount", name: "a" }],
      }, { query: "dryRun=All" }),
      post("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", { metadata: { name: "x" } }, {
        query: "dryRun=All",
      }),
    ],
  },
  {
    name: "further-webhooks",
    rv: false,
    steps: [
      post("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", {
        metadata: { name: "x" },
        webhooks: [{
          name: "a",
          clientConfig: { url: "https://example.com/x" },
          sideEffects: "None",
          admissionReviewVersions: ["v1"],
          rules: [{
            apiGroups: [""],
            apiVersions: ["v1"],
            resources: ["pods"],
            operations: ["CREATE"],
          }],
        }],
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", {
        metadata: { name: "x" },
        webhooks: [{
          name: "a.b",
          clientConfig: { url: "https://example.com/x" },
          sideEffects: "None",
          admissionReviewVersions: ["v1"],
          rules: [{
            apiGroups: [""],
            apiVersions: ["v1"],
            resources: ["pods"],
            operations: ["CREATE"],
          }],
        }],
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", {
        metadata: { name: "x" },
        webhooks: [{
          name: "A.b.c",
          clientConfig: { url: "https://example.com/x" },
          sideEffects: "None",
          admissionReviewVersions: ["v1"],
          rules: [{
            apiGroups: [""],
            apiVersions: ["v1"],
            resources: ["pods"],
            operations: ["CREATE"],
          }],
        }],
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", {
        metadata: { name: "x" },
        webhooks: [{
          name: "a.example.com",
          clientConfig: {},
          sideEffects: "None",
          admissionReviewVersions: ["v1"],
          rules: [{
            apiGroups: [""],
            apiVersions: ["v1"],
            resources: ["pods"],
            operations: ["CREATE"],
          }],
        }],
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", {
        metadata: { name: "x" },
        webhooks: [{
          name: "a.example.com",
          clientConfig: { url: "http://a.b" },
          sideEffects: "None",
          admissionReviewVersions: ["v1"],
          rules: [{
            apiGroups: [""],
            apiVersions: ["v1"],
            resources: ["pods"],
            operations: ["CREATE"],
          }],
        }],
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", {
        metadata: { name: "x" },
        webhooks: [{
          name: "a.example.com",
          clientConfig: { url: "https://a.b/x?y=z#f" },
          sideEffects: "None",
          admissionReviewVersions: ["v1"],
          rules: [{
            apiGroups: [""],
            apiVersions: ["v1"],
            resources: ["pods"],
            operations: ["CREATE"],
          }],
        }],
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", {
        metadata: { name: "x" },
        webhooks: [{
          name: "a.example.com",
          clientConfig: { url: "https://u:p@a.b/x" },
          sideEffects: "None",
          admissionReviewVersions: ["v1"],
          rules: [{
            apiGroups: [""],
            apiVersions: ["v1"],
            resources: ["pods"],
            operations: ["CREATE"],
          }],
        }],
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", {
        metadata: { name: "x" },
        webhooks: [{
          name: "a.example.com",
          clientConfig: { url: "::bad" },
          sideEffects: "None",
          admissionReviewVersions: ["v1"],
          rules: [{
            apiGroups: [""],
            apiVersions: ["v1"],
            resources: ["pods"],
            operations: ["CREATE"],
          }],
        }],
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", {
        metadata: { name: "x" },
        webhooks: [{
          name: "a.example.com",
          clientConfig: { url: "https:///x" },
          sideEffects: "None",
          admissionReviewVersions: ["v1"],
          rules: [{
            apiGroups: [""],
            apiVersions: ["v1"],
            resources: ["pods"],
            operations: ["CREATE"],
          }],
        }],
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", {
        metadata: { name: "x" },
        webhooks: [{
          name: "a.example.com",
          clientConfig: { service: { name: "", namespace: "" } },
          sideEffects: "None",
          admissionReviewVersions: ["v1"],
          rules: [{
            apiGroups: [""],
            apiVersions: ["v1"],
            resources: ["pods"],
            operations: ["CREATE"],
          }],
        }],
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", {
        metadata: { name: "x" },
        webhooks: [{
          name: "a.example.com",
          clientConfig: { service: { name: "a", namespace: "b", path: "x", port: 0 } },
          sideEffects: "None",
          admissionReviewVersions: ["v1"],
          rules: [{
            apiGroups: [""],
            apiVersions: ["v1"],
            resources: ["pods"],
            operations: ["CREATE"],
          }],
        }],
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", {
        metadata: { name: "x" },
        webhooks: [{
          name: "a.example.com",
          clientConfig: { service: { name: "a", namespace: "b", path: "/x//y" } },
          sideEffects: "None",
          admissionReviewVersions: ["v1"],
          rules: [{
            apiGroups: [""],
            apiVersions: ["v1"],
            resources: ["pods"],
            operations: ["CREATE"],
          }],
        }],
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", {
        metadata: { name: "x" },
        webhooks: [{
          name: "a.example.com",
          clientConfig: { url: "https://a.b", service: { name: "a", namespace: "b" } },
          sideEffects: "None",
          admissionReviewVersions: ["v1"],
          rules: [{
            apiGroups: [""],
            apiVersions: ["v1"],
            resources: ["pods"],
            operations: ["CREATE"],
          }],
        }],
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", {
        metadata: { name: "x" },
        webhooks: [{
          name: "a.example.com",
          clientConfig: { url: "https://example.com/x" },
          sideEffects: "Some",
          admissionReviewVersions: ["v1"],
          rules: [{
            apiGroups: [""],
            apiVersions: ["v1"],
            resources: ["pods"],
            operations: ["CREATE"],
          }],
        }],
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", {
        metadata: { name: "x" },
        webhooks: [{
          name: "a.example.com",
          clientConfig: { url: "https://example.com/x" },
          sideEffects: null,
          admissionReviewVersions: ["v1"],
          rules: [{
            apiGroups: [""],
            apiVersions: ["v1"],
            resources: ["pods"],
            operations: ["CREATE"],
          }],
        }],
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", {
        metadata: { name: "x" },
        webhooks: [{
          name: "a.example.com",
          clientConfig: { url: "https://example.com/x" },
          sideEffects: "None",
          admissionReviewVersions: [],
          rules: [{
            apiGroups: [""],
            apiVersions: ["v1"],
            resources: ["pods"],
            operations: ["CREATE"],
          }],
        }],
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", {
        metadata: { name: "x" },
        webhooks: [{
          name: "a.example.com",
          clientConfig: { url: "https://example.com/x" },
          sideEffects: "None",
          admissionReviewVersions: ["v2"],
          rules: [{
            apiGroups: [""],
            apiVersions: ["v1"],
            resources: ["pods"],
            operations: ["CREATE"],
          }],
        }],
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", {
        metadata: { name: "x" },
        webhooks: [{
          name: "a.example.com",
          clientConfig: { url: "https://example.com/x" },
          sideEffects: "None",
          admissionReviewVersions: ["v1", "v1", ""],
          rules: [{
            apiGroups: [""],
            apiVersions: ["v1"],
            resources: ["pods"],
            operations: ["CREATE"],
          }],
        }],
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", {
        metadata: { name: "x" },
        webhooks: [{
          name: "a.example.com",
          clientConfig: { url: "https://example.com/x" },
          sideEffects: "None",
          admissionReviewVersions: ["v1"],
          rules: [{
            apiGroups: [""],
            apiVersions: ["v1"],
            resources: ["pods"],
            operations: ["CREATE"],
          }],
          failurePolicy: "Nope",
        }],
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", {
        metadata: { name: "x" },
        webhooks: [{
          name: "a.example.com",
          clientConfig: { url: "https://example.com/x" },
          sideEffects: "None",
          admissionReviewVersions: ["v1"],
          rules: [{
            apiGroups: [""],
            apiVersions: ["v1"],
            resources: ["pods"],
            operations: ["CREATE"],
          }],
          matchPolicy: "Nope",
        }],
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", {
        metadata: { name: "x" },
        webhooks: [{
          name: "a.example.com",
          clientConfig: { url: "https://example.com/x" },
          sideEffects: "None",
          admissionReviewVersions: ["v1"],
          rules: [{
            apiGroups: [""],
            apiVersions: ["v1"],
            resources: ["pods"],
            operations: ["CREATE"],
          }],
          timeoutSeconds: 0,
        }],
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", {
        metadata: { name: "x" },
        webhooks: [{
          name: "a.example.com",
          clientConfig: { url: "https://example.com/x" },
          sideEffects: "None",
          admissionReviewVersions: ["v1"],
          rules: [{
            apiGroups: [""],
            apiVersions: ["v1"],
            resources: ["pods"],
            operations: ["CREATE"],
          }],
          timeoutSeconds: 31,
        }],
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", {
        metadata: { name: "x" },
        webhooks: [{
          name: "a.example.com",
          clientConfig: { url: "https://example.com/x" },
          sideEffects: "None",
          admissionReviewVersions: ["v1"],
          rules: [{
            apiGroups: [""],
            apiVersions: ["v1"],
            resources: ["pods"],
            operations: ["CREATE"],
          }],
          namespaceSelector: { matchExpressions: [{ key: "a", operator: "In" }] },
        }],
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", {
        metadata: { name: "x" },
        webhooks: [{
          name: "a.example.com",
          clientConfig: { url: "https://example.com/x" },
          sideEffects: "None",
          admissionReviewVersions: ["v1"],
          rules: [{
            apiGroups: [""],
            apiVersions: ["v1"],
            resources: ["pods"],
            operations: ["CREATE"],
          }],
          objectSelector: { matchLabels: { "a b": "" } },
        }],
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", {
        metadata: { name: "x" },
        webhooks: [{
          name: "a.example.com",
          clientConfig: { url: "https://example.com/x" },
          sideEffects: "None",
          admissionReviewVersions: ["v1"],
          rules: [{
            apiGroups: ["*", "a"],
            apiVersions: [""],
            resources: ["a", "*"],
            operations: ["*", "CREATE"],
          }],
        }],
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", {
        metadata: { name: "x" },
        webhooks: [{
          name: "a.example.com",
          clientConfig: { url: "https://example.com/x" },
          sideEffects: "None",
          admissionReviewVersions: ["v1"],
          rules: [{ apiGroups: [], apiVersions: [], resources: [], operations: [] }],
        }],
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", {
        metadata: { name: "x" },
        webhooks: [{
          name: "a.example.com",
          clientConfig: { url: "https://example.com/x" },
          sideEffects: "None",
          admissionReviewVersions: ["v1"],
          rules: [{
            apiGroups: [""],
            apiVersions: ["v1"],
            resources: ["pods/*", "pods/status", "*/*", "pods"],
            operations: ["NOPE"],
            scope: "Nope",
          }],
        }],
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", {
        metadata: { name: "x" },
        webhooks: [{
          name: "a.example.com",
          clientConfig: { url: "https://example.com/x" },
          sideEffects: "None",
          admissionReviewVersions: ["v1"],
          rules: [{
            apiGroups: [""],
            apiVersions: ["v1"],
            resources: ["a/b/c", "/a", "a/"],
            operations: ["CONNECT"],
          }],
        }],
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", {
        metadata: { name: "x" },
        webhooks: [{
          name: "a.example.com",
          clientConfig: { url: "https://example.com/x" },
          sideEffects: "None",
          admissionReviewVersions: ["v1"],
          rules: [{
            apiGroups: [""],
            apiVersions: ["v1"],
            resources: ["pods"],
            operations: ["CREATE"],
          }],
          matchConditions: [{ name: "a", expression: "true" }, { name: "a", expression: "false" }],
        }],
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", {
        metadata: { name: "x" },
        webhooks: [{
          name: "a.example.com",
          clientConfig: { url: "https://example.com/x" },
          sideEffects: "None",
          admissionReviewVersions: ["v1"],
          rules: [{
            apiGroups: [""],
            apiVersions: ["v1"],
            resources: ["pods"],
            operations: ["CREATE"],
          }],
          matchConditions: [{ name: "", expression: "" }, { name: "a b", expression: "1" }, {
            name: "c",
            expression: "nope(",
          }, { name: "d", expression: "object.x == 1" }],
        }],
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations", {
        metadata: { name: "x" },
        webhooks: [{
          name: "a.example.com",
          clientConfig: { url: "https://example.com/x" },
          sideEffects: "None",
          admissionReviewVersions: ["v1"],
          rules: [{
            apiGroups: [""],
            apiVersions: ["v1"],
            resources: ["pods"],
            operations: ["CREATE"],
          }],
          reinvocationPolicy: "IfNeeded",
        }],
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations", {
        metadata: { name: "x" },
        webhooks: [{
          name: "a.example.com",
          clientConfig: { url: "https://example.com/x" },
          sideEffects: "None",
          admissionReviewVersions: ["v1"],
          rules: [{
            apiGroups: [""],
            apiVersions: ["v1"],
            resources: ["pods"],
            operations: ["CREATE"],
          }],
          reinvocationPolicy: "Nope",
        }],
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", {
        metadata: { name: "x" },
        webhooks: [{
          name: "a.example.com",
          clientConfig: { url: "https://a.b", caBundle: "AAAA" },
          sideEffects: "None",
          admissionReviewVersions: ["v1"],
          rules: [{
            apiGroups: [""],
            apiVersions: ["v1"],
            resources: ["pods"],
            operations: ["CREATE"],
          }],
        }],
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", {
        metadata: { name: "x" },
        webhooks: [],
      }, { query: "dryRun=All" }),
      post("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", {
        metadata: { name: "Bad_" },
      }, { query: "dryRun=All" }),
    ],
  },
  {
    name: "further-storage",
    rv: false,
    steps: [
      post("/api/v1/namespaces/default/persistentvolumeclaims", {
        metadata: { name: "x" },
        spec: {
          accessModes: ["ReadWriteOnce"],
          resources: { requests: { storage: "1Gi" } },
          storageClassName: "",
        },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/persistentvolumeclaims", {
        metadata: { name: "x" },
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1.5" } } },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/persistentvolumeclaims", {
        metadata: { name: "x" },
        spec: {
          accessModes: ["ReadWriteOnce"],
          resources: { requests: { storage: "1Gi" }, limits: { storage: "500Mi" } },
        },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/persistentvolumeclaims", {
        metadata: { name: "x" },
        spec: { accessModes: [], resources: { requests: { storage: "1Gi" } } },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/persistentvolumeclaims", {
        metadata: { name: "x" },
        spec: {
          accessModes: ["ReadWriteOnce", "ReadWriteOnce"],
          resources: { requests: { storage: "1Gi" } },
        },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/persistentvolumeclaims", {
        metadata: { name: "x" },
        spec: {
          accessModes: ["ReadWriteOnce"],
          resources: { requests: { storage: "1Gi" } },
          dataSource: { kind: "PersistentVolumeClaim", name: "y" },
        },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/persistentvolumeclaims", {
        metadata: { name: "x" },
        spec: {
          accessModes: ["ReadWriteOnce"],
          resources: { requests: { storage: "1Gi" } },
          dataSource: { apiGroup: "a.b", kind: "X", name: "y" },
        },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/persistentvolumeclaims", {
        metadata: { name: "x" },
        spec: {
          accessModes: ["ReadWriteOnce"],
          resources: { requests: { storage: "1Gi" } },
          dataSourceRef: { apiGroup: "a.b", kind: "X", name: "y" },
        },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/persistentvolumeclaims", {
        metadata: { name: "x" },
        spec: {
          accessModes: ["ReadWriteOnce"],
          resources: { requests: { storage: "1Gi" } },
          dataSourceRef: { kind: "X", name: "y" },
        },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/persistentvolumeclaims", {
        metadata: { name: "x" },
        spec: {
          accessModes: ["ReadWriteOnce"],
          resources: { requests: { storage: "1Gi" } },
          dataSourceRef: { kind: "PersistentVolumeClaim", name: "y" },
          dataSource: { kind: "PersistentVolumeClaim", name: "z" },
        },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/persistentvolumeclaims", {
        metadata: { name: "x" },
        spec: {
          accessModes: ["ReadWriteOnce"],
          resources: { requests: { storage: "1Gi" } },
          volumeName: "v",
        },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/persistentvolumeclaims", {
        metadata: { name: "x" },
        spec: {
          accessModes: ["ReadWriteOnce"],
          resources: { requests: { storage: "1Gi" } },
          volumeAttributesClassName: "Bad_",
        },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/persistentvolumeclaims", {
        metadata: { name: "x", annotations: { "volume.beta.kubernetes.io/storage-class": "Bad_" } },
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/persistentvolumeclaims", {
        metadata: { name: "x", annotations: { "volume.beta.kubernetes.io/storage-class": "ok" } },
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/persistentvolumeclaims", {
        metadata: { name: "x", annotations: { "volume.beta.kubernetes.io/storage-class": "ok" } },
        spec: {
          accessModes: ["ReadWriteOnce"],
          resources: { requests: { storage: "1Gi" } },
          storageClassName: "a",
        },
      }, { query: "dryRun=All" }),
      post("/api/v1/persistentvolumes", {
        metadata: { name: "x" },
        spec: {
          capacity: { storage: "1Gi" },
          accessModes: ["ReadWriteOnce"],
          hostPath: { path: "/a" },
          volumeMode: "Block",
        },
      }, { query: "dryRun=All" }),
      post("/api/v1/persistentvolumes", {
        metadata: { name: "x" },
        spec: {
          capacity: { storage: "1Gi" },
          accessModes: ["ReadWriteOnce"],
          hostPath: { path: "../a" },
        },
      }, { query: "dryRun=All" }),
      post("/api/v1/persistentvolumes", {
        metadata: { name: "x" },
        spec: {
          capacity: { storage: "1Gi" },
          accessModes: ["ReadWriteOnce"],
          hostPath: { path: "/a", type: "Nope" },
        },
      }, { query: "dryRun=All" }),
      post("/api/v1/persistentvolumes", {
        metadata: { name: "x" },
        spec: {
          capacity: { storage: "1Gi" },
          accessModes: ["ReadWriteOnce"],
          nfs: { server: "", path: "a" },
        },
      }, { query: "dryRun=All" }),
      post("/api/v1/persistentvolumes", {
        metadata: { name: "x" },
        spec: {
          capacity: { storage: "1Gi" },
          accessModes: ["ReadWriteOnce"],
          nfs: { server: "s", path: "/a" },
          mountOptions: ["a"],
        },
      }, { query: "dryRun=All" }),
      post("/api/v1/persistentvolumes", {
        metadata: { name: "x" },
        spec: {
          capacity: { storage: "1Gi" },
          accessModes: ["ReadWriteOnce"],
          csi: { driver: "Bad_", volumeHandle: "h" },
        },
      }, { query: "dryRun=All" }),
      post("/api/v1/persistentvolumes", {
        metadata: { name: "x" },
        spec: {
          capacity: { storage: "1Gi" },
          accessModes: ["ReadWriteOnce"],
          csi: { driver: "a.b", volumeHandle: "h", nodePublishSecretRef: { name: "" } },
          claimRef: { name: "c", namespace: "n" },
        },
      }, { query: "dryRun=All" }),
      post("/api/v1/persistentvolumes", {
        metadata: { name: "x" },
        spec: {
          capacity: { storage: "1Gi" },
          accessModes: ["ReadWriteOnce"],
          local: { path: "/a/.." },
          nodeAffinity: { required: { nodeSelectorTerms: [] } },
        },
      }, { query: "dryRun=All" }),
      post("/api/v1/persistentvolumes", {
        metadata: { name: "x" },
        spec: {
          capacity: { storage: "1Gi" },
          accessModes: ["ReadWriteOnce"],
          local: { path: "/a" },
          nodeAffinity: {
            required: {
              nodeSelectorTerms: [{
                matchExpressions: [{
                  key: "beta.kubernetes.io/os",
                  operator: "In",
                  values: ["linux"],
                }],
              }],
            },
          },
          storageClassName: "Bad_",
        },
      }, { query: "dryRun=All" }),
      post("/api/v1/persistentvolumes", {
        metadata: { name: "x" },
        spec: {
          capacity: { storage: "1Gi" },
          accessModes: ["ReadWriteOnce"],
          local: { path: "" },
          nodeAffinity: {},
        },
      }, { query: "dryRun=All" }),
      post("/api/v1/persistentvolumes", {
        metadata: { name: "x" },
        spec: {
          capacity: { storage: "1Gi" },
          accessModes: ["ReadWriteOncePod", "ReadWriteOnce"],
          hostPath: { path: "/a" },
        },
      }, { query: "dryRun=All" }),
      post("/api/v1/persistentvolumes", {
        metadata: { name: "x" },
        spec: {
          capacity: { storage: "1Gi" },
          accessModes: ["ReadWriteOnce"],
          iscsi: { targetPortal: "", iqn: "x", lun: 1000 },
        },
      }, { query: "dryRun=All" }),
      post("/api/v1/persistentvolumes", {
        metadata: { name: "x" },
        spec: { capacity: { storage: "1Gi" }, accessModes: ["ReadWriteOnce"], fc: {} },
      }, { query: "dryRun=All" }),
      post("/api/v1/persistentvolumes", {
        metadata: { name: "x" },
        spec: {
          capacity: { storage: "1Gi" },
          accessModes: ["ReadWriteOnce"],
          glusterfs: { endpoints: "", path: "" },
        },
      }, { query: "dryRun=All" }),
      post("/api/v1/persistentvolumes", {
        metadata: { name: "x" },
        spec: {
          capacity: { storage: "1Gi" },
          accessModes: ["ReadWriteOnce"],
          rbd: { monitors: [], image: "" },
        },
      }, { query: "dryRun=All" }),
      post("/api/v1/persistentvolumes", {
        metadata: { name: "x" },
        spec: {
          capacity: { storage: "1Gi" },
          accessModes: ["ReadWriteOnce"],
          azureFile: { secretName: "", shareName: "" },
        },
      }, { query: "dryRun=All" }),
      post("/api/v1/persistentvolumes", {
        metadata: { name: "x" },
        spec: {
          capacity: { storage: "1Gi" },
          accessModes: ["ReadWriteOnce"],
          cephfs: { monitors: [] },
        },
      }, { query: "dryRun=All" }),
      post("/api/v1/persistentvolumes", {
        metadata: { name: "x" },
        spec: {
          capacity: { storage: "1Gi" },
          accessModes: ["ReadWriteOnce"],
          awsElasticBlockStore: { volumeID: "" },
        },
      }, { query: "dryRun=All" }),
      post("/api/v1/persistentvolumes", {
        metadata: { name: "x" },
        spec: {
          capacity: { storage: "1Gi" },
          accessModes: ["ReadWriteOnce"],
          gcePersistentDisk: { pdName: "", partition: 300 },
        },
      }, { query: "dryRun=All" }),
      post("/apis/storage.k8s.io/v1/storageclasses", {
        metadata: { name: "x" },
        provisioner: "a/b",
        allowVolumeExpansion: true,
        mountOptions: ["x"],
        volumeBindingMode: "WaitForFirstConsumer",
        reclaimPolicy: "Retain",
        parameters: { a: "b" },
      }, { query: "dryRun=All" }),
      post("/apis/storage.k8s.io/v1/storageclasses", {
        metadata: { name: "x" },
        provisioner: "a/b",
        reclaimPolicy: "Recycle",
      }, { query: "dryRun=All" }),
      post("/apis/storage.k8s.io/v1/storageclasses", {
        metadata: {
          name: "x",
          annotations: { "storageclass.kubernetes.io/is-default-class": "maybe" },
        },
        provisioner: "kubernetes.io/no-provisioner",
      }, { query: "dryRun=All" }),
      post("/apis/storage.k8s.io/v1/csidrivers", {
        metadata: { name: "x" },
        spec: { tokenRequests: [{ audience: "a", expirationSeconds: 5 }, { audience: "a" }] },
      }, { query: "dryRun=All" }),
      post("/apis/storage.k8s.io/v1/csidrivers", {
        metadata: { name: "Bad_" },
        spec: {
          attachRequired: false,
          volumeLifecycleModes: ["Persistent", "Ephemeral"],
          nodeAllocatableUpdatePeriodSeconds: 5,
        },
      }, { query: "dryRun=All" }),
      post("/apis/storage.k8s.io/v1/volumeattributesclasses", {
        metadata: { name: "x" },
        driverName: "",
        parameters: {},
      }, { query: "dryRun=All" }),
      post("/apis/storage.k8s.io/v1/volumeattributesclasses", {
        metadata: { name: "x" },
        driverName: "a.b",
        parameters: { a: "b" },
      }, { query: "dryRun=All" }),
      post("/apis/storage.k8s.io/v1/namespaces/default/csistoragecapacities", {
        metadata: { name: "x" },
        storageClassName: "Bad_",
        capacity: "-1",
      }, { query: "dryRun=All" }),
    ],
  },
  {
    name: "flow-control",
    rv: false,
    steps: [
      post("/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas", {
        metadata: { name: "x" },
        spec: { priorityLevelConfiguration: { name: "p" } },
      }, { query: "dryRun=All" }),
      post("/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas", {
        metadata: { name: "x" },
        spec: { priorityLevelConfiguration: { name: "p" }, matchingPrecedence: 0 },
      }, { query: "dryRun=All" }),
      post("/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas", {
        metadata: { name: "x" },
        spec: { priorityLevelConfiguration: { name: "p" }, matchingPrecedence: 10001 },
      }, { query: "dryRun=All" }),
      post("/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas", {
        metadata: { name: "x" },
        spec: { priorityLevelConfiguration: { name: "" } },
      }, { query: "dryRun=All" }),
      post("/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas", {
        metadata: { name: "x" },
        spec: { priorityLevelConfiguration: { name: "p" }, distinguisherMethod: { type: "Nope" } },
      }, { query: "dryRun=All" }),
      post("/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas", {
        metadata: { name: "x" },
        spec: { priorityLevelConfiguration: { name: "p" }, rules: [{}] },
      }, { query: "dryRun=All" }),
      post("/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas", {
        metadata: { name: "x" },
        spec: {
          priorityLevelConfiguration: { name: "p" },
          rules: [{
            subjects: [{ kind: "User" }],
            resourceRules: [{
              verbs: ["*", "get"],
              apiGroups: [],
              resources: ["*", "a"],
              namespaces: [],
            }],
          }],
        },
      }, { query: "dryRun=All" }),
      post("/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas", {
        metadata: { name: "x" },
        spec: {
          priorityLevelConfiguration: { name: "p" },
          rules: [{
            subjects: [{ kind: "User", user: { name: "*" } }, { kind: "Nope" }, {
              kind: "ServiceAccount",
              serviceAccount: { namespace: "", name: "" },
            }, { kind: "Group", group: { name: "" } }],
            nonResourceRules: [{ verbs: ["get", "nope"], nonResourceURLs: ["/a", "b", "*"] }],
          }],
        },
      }, { query: "dryRun=All" }),
      post("/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas", {
        metadata: { name: "x" },
        spec: {
          priorityLevelConfiguration: { name: "p" },
          rules: [{
            subjects: [{ kind: "User", user: { name: "a" } }],
            resourceRules: [{
              verbs: ["get"],
              apiGroups: [""],
              resources: ["a"],
              clusterScope: true,
            }],
          }],
        },
      }, { query: "dryRun=All" }),
      post("/apis/flowcontrol.apiserver.k8s.io/v1/prioritylevelconfigurations", {
        metadata: { name: "x" },
        spec: {},
      }, { query: "dryRun=All" }),
      post("/apis/flowcontrol.apiserver.k8s.io/v1/prioritylevelconfigurations", {
        metadata: { name: "x" },
        spec: { type: "Limited" },
      }, { query: "dryRun=All" }),
      post("/apis/flowcontrol.apiserver.k8s.io/v1/prioritylevelconfigurations", {
        metadata: { name: "x" },
        spec: { type: "Exempt" },
      }, { query: "dryRun=All" }),
      post("/apis/flowcontrol.apiserver.k8s.io/v1/prioritylevelconfigurations", {
        metadata: { name: "x" },
        spec: { type: "Exempt", limited: {} },
      }, { query: "dryRun=All" }),
      post("/apis/flowcontrol.apiserver.k8s.io/v1/prioritylevelconfigurations", {
        metadata: { name: "x" },
        spec: { type: "Nope" },
      }, { query: "dryRun=All" }),
      post("/apis/flowcontrol.apiserver.k8s.io/v1/prioritylevelconfigurations", {
        metadata: { name: "x" },
        spec: {
          type: "Limited",
          limited: {
            nominalConcurrencyShares: -1,
            lendablePercent: 101,
            borrowingLimitPercent: -1,
            limitResponse: { type: "Nope" },
          },
        },
      }, { query: "dryRun=All" }),
      post("/apis/flowcontrol.apiserver.k8s.io/v1/prioritylevelconfigurations", {
        metadata: { name: "x" },
        spec: {
          type: "Limited",
          limited: {
            limitResponse: {
              type: "Queue",
              queuing: { queues: 0, handSize: 100, queueLengthLimit: 0 },
            },
          },
        },
      }, { query: "dryRun=All" }),
      post("/apis/flowcontrol.apiserver.k8s.io/v1/prioritylevelconfigurations", {
        metadata: { name: "x" },
        spec: { type: "Limited", limited: { limitResponse: { type: "Reject", queuing: {} } } },
      }, { query: "dryRun=All" }),
      post("/apis/flowcontrol.apiserver.k8s.io/v1/prioritylevelconfigurations", {
        metadata: { name: "x" },
        spec: { type: "Limited", limited: { limitResponse: { type: "Queue" } } },
      }, { query: "dryRun=All" }),
      post("/apis/flowcontrol.apiserver.k8s.io/v1/prioritylevelconfigurations", {
        metadata: { name: "x" },
        spec: { type: "Exempt", exempt: { nominalConcurrencyShares: -1, lendablePercent: 200 } },
      }, { query: "dryRun=All" }),
    ],
  },
  {
    name: "further-kinds",
    rv: false,
    steps: [
      post("/apis/certificates.k8s.io/v1/certificatesigningrequests", {
        metadata: { name: "x" },
        spec: {},
      }, { query: "dryRun=All" }),
      post("/apis/certificates.k8s.io/v1/certificatesigningrequests", {
        metadata: { name: "x" },
        spec: { request: "AAAA", signerName: "bad", usages: [] },
      }, { query: "dryRun=All" }),
      post("/apis/scheduling.k8s.io/v1/priorityclasses", {
        metadata: { name: "x" },
        value: 1,
        globalDefault: true,
        description: "d",
        preemptionPolicy: "Never",
      }, { query: "dryRun=All" }),
      post("/apis/scheduling.k8s.io/v1/priorityclasses", { metadata: { name: "Bad_" } }, {
        query: "dryRun=All",
      }),
      post("/apis/scheduling.k8s.io/v1/priorityclasses", { metadata: { name: "x" }, value: "x" }, {
        query: "dryRun=All",
      }),
      post("/apis/coordination.k8s.io/v1/namespaces/default/leases", {
        metadata: { name: "x" },
        spec: { leaseDurationSeconds: -1, acquireTime: "bad" },
      }, { query: "dryRun=All" }),
      post("/apis/coordination.k8s.io/v1/namespaces/default/leases", {
        metadata: { name: "x" },
        spec: { acquireTime: "2020-01-01T00:00:00Z" },
      }, { query: "dryRun=All" }),
      post("/apis/coordination.k8s.io/v1/namespaces/default/leases", {
        metadata: { name: "x" },
        spec: {
          acquireTime: "2020-01-01T00:00:00.000000Z",
          holderIdentity: "a",
          leaseDurationSeconds: 5,
          leaseTransitions: 1,
          renewTime: "2020-01-01T00:00:00.123456Z",
        },
      }, { query: "dryRun=All" }),
      post("/apis/apiregistration.k8s.io/v1/apiservices", {
        metadata: { name: "v1.a.b" },
        spec: { group: "a.b", version: "v1", groupPriorityMinimum: 0, versionPriority: 0 },
      }, { query: "dryRun=All" }),
      post("/apis/apiregistration.k8s.io/v1/apiservices", {
        metadata: { name: "bad" },
        spec: {
          group: "a.b",
          version: "v1",
          groupPriorityMinimum: 5,
          versionPriority: 5,
          service: { name: "", namespace: "" },
        },
      }, { query: "dryRun=All" }),
      post("/apis/apiregistration.k8s.io/v1/apiservices", {
        metadata: { name: "v1.a.b" },
        spec: {
          group: "a.b",
          version: "v1",
          groupPriorityMinimum: 5,
          versionPriority: 5,
          service: { name: "s", namespace: "n" },
          insecureSkipTLSVerify: true,
          caBundle: "AAAA",
        },
      }, { query: "dryRun=All" }),
      post("/apis/networking.k8s.io/v1/ingressclasses", { metadata: { name: "x" }, spec: {} }, {
        query: "dryRun=All",
      }),
      post("/apis/networking.k8s.io/v1/ingressclasses", {
        metadata: {
          name: "x",
          annotations: { "ingressclass.kubernetes.io/is-default-class": "true" },
        },
        spec: {
          controller: "a.b/c",
          parameters: { apiGroup: "Bad_", kind: "", name: "", scope: "Cluster", namespace: "n" },
        },
      }, { query: "dryRun=All" }),
      post("/apis/networking.k8s.io/v1/ingressclasses", {
        metadata: { name: "x" },
        spec: {
          controller:
            "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        },
      }, { query: "dryRun=All" }),
      post("/apis/networking.k8s.io/v1/ipaddresses", {
        metadata: { name: "10.96.0.200" },
        spec: { parentRef: { resource: "services", name: "a", namespace: "b" } },
      }, { query: "dryRun=All" }),
      post("/apis/networking.k8s.io/v1/servicecidrs", {
        metadata: { name: "x" },
        spec: { cidrs: ["10.0.0.1/16", "bad"] },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/configmaps", {
        metadata: {
          name: "x",
          labels: { "a b": "c", a: "b c" },
          annotations: { "a b": "c" },
          ownerReferences: [{ apiVersion: "", kind: "", name: "", uid: "" }],
          finalizers: ["bad name", "x"],
        },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/configmaps", {
        metadata: {
          name: "x",
          ownerReferences: [
            { apiVersion: "v1", kind: "A", name: "a", uid: "1", controller: true },
            { apiVersion: "v1", kind: "A", name: "b", uid: "2", controller: true },
          ],
        },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/configmaps", {
        metadata: {
          name: "x",
          ownerReferences: [{ apiVersion: "v1", kind: "Event", name: "a", uid: "1" }],
          finalizers: ["orphan", "foregroundDeletion"],
        },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/configmaps", { metadata: {} }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/configmaps", {
        metadata: { name: "x", managedFields: [{ manager: "a", operation: "Nope" }] },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/configmaps", {
        metadata: { name: "x" },
        data: { a: "b" },
        binaryData: { a: "AA==", b: "AA==" },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/configmaps", {
        metadata: { name: "x", annotations: { a: { $repeat: "x", times: 300000 } } },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/secrets", {
        metadata: { name: "x" },
        type: "kubernetes.io/tls",
        stringData: { "tls.crt": "x", "tls.key": "y" },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/secrets", { metadata: { name: "x" }, type: "Bad Type" }, {
        query: "dryRun=All",
      }),
      post("/api/v1/namespaces/default/secrets", {
        metadata: { name: "x" },
        type: "bootstrap.kubernetes.io/token",
        stringData: { "token-id": "x" },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/secrets", {
        metadata: { name: "x" },
        immutable: true,
        stringData: { a: "ü" },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/secrets", { metadata: { name: "x" }, data: { a: null } }, {
        query: "dryRun=All",
      }),
      post("/api/v1/namespaces/default/resourcequotas", {
        metadata: { name: "x" },
        spec: {
          hard: {
            "count/deployments.apps": "5",
            "count/a": "-1",
            "requests.storage": "1Gi",
            "gold.storageclass.storage.k8s.io/requests.storage": "1Gi",
            "requests.nvidia.com/gpu": "1",
            "limits.nvidia.com/gpu": "1",
            "hugepages-2Mi": "1Gi",
            "services.loadbalancers": "1.5",
          },
        },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/limitranges", {
        metadata: { name: "x" },
        spec: {
          limits: [{
            type: "Container",
            max: { cpu: "2" },
            default: { cpu: "1" },
            defaultRequest: { cpu: "100m" },
            maxLimitRequestRatio: { cpu: "0.5" },
          }],
        },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/limitranges", { metadata: { name: "x" }, spec: {} }, {
        query: "dryRun=All",
      }),
      post("/api/v1/namespaces/default/limitranges", {
        metadata: { name: "x" },
        spec: { limits: [{ max: { cpu: "1" } }] },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/serviceaccounts", {
        metadata: { name: "x" },
        imagePullSecrets: [{}],
        secrets: [{ name: "a" }, { name: "a" }],
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces", {
        metadata: { name: "x", labels: { "kubernetes.io/metadata.name": "y" } },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces", {
        metadata: { name: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/replicationcontrollers", {
        metadata: { name: "x" },
        spec: {
          template: {
            metadata: { labels: { app: "x" } },
            spec: { containers: [{ name: "c", image: "i" }] },
          },
        },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/replicationcontrollers", {
        metadata: { name: "x" },
        spec: {
          selector: { a: "b" },
          template: {
            metadata: { labels: { app: "x" } },
            spec: { containers: [{ name: "c", image: "i" }] },
          },
        },
      }, { query: "dryRun=All" }),
      post("/api/v1/namespaces/default/podtemplates", {
        metadata: { name: "x" },
        template: {
          metadata: { labels: { app: "x" } },
          spec: { containers: [{ name: "c", image: "i" }], restartPolicy: "Nope" },
        },
      }, { query: "dryRun=All" }),
      post("/apis/apps/v1/namespaces/default/controllerrevisions", {
        metadata: { name: "x" },
        revision: -1,
      }, { query: "dryRun=All" }),
      post("/apis/apps/v1/namespaces/default/controllerrevisions", {
        metadata: { name: "x" },
        revision: 1,
        data: { a: 1 },
      }, { query: "dryRun=All" }),
    ],
  },
];
