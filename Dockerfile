# One small image: Deno, the kernel, and the built-in plugins as bundles. Nothing is downloaded when it runs.
# What the first stage makes is the same for every platform: only the last one is built for each.
FROM --platform=$BUILDPLATFORM docker.io/denoland/deno:2.9.6 AS build
WORKDIR /sluice
COPY deno.json deno.lock import_map.json LICENSE ./
COPY schemas schemas
COPY core core
COPY plugins plugins
# Bundling needs packages that only the bundles hold, and a bundler: they stay in a cache of their own.
RUN DENO_DIR=/tmp/deno deno task bundle
RUN DENO_DIR=/deno-dir deno cache --frozen core/main.ts core/cli/mod.ts core/cli/prepare.ts \
  core/cli/local/mod.ts core/kernel/mod.ts plugins/render_*/build.ts

FROM docker.io/denoland/deno:distroless-2.9.6
COPY --from=build /deno-dir /deno-dir
COPY --from=build /sluice /sluice
WORKDIR /sluice
ENV DENO_DIR=/deno-dir DENO_NO_UPDATE_CHECK=1 SLUICE_STATE=/data
# The root is read-only in a pod; what the kernel keeps is a volume.
VOLUME /data
EXPOSE 8080 9080 9090 9292 9440
USER 65532:65532
# Memory goes back a minute after the work has ended, not after each burst of it.
ENTRYPOINT ["/bin/deno", "run", \
  "--v8-flags=--max-semi-space-size=2,--memory-reducer-delay-ms=60000,--memory-reducer-gc-count=1", \
  "--quiet", "--no-prompt", "--cached-only", "--frozen", \
  "--allow-net", "--allow-read", "--allow-write=/data,/tmp", "--allow-run=/bin/deno", \
  "--allow-sys=hostname,networkInterfaces", \
  "--allow-env=SLUICE_CONFIG,SLUICE_STATE,KUBECONFIG,KUBERNETES_SERVICE_HOST,KUBERNETES_SERVICE_PORT,HOME,LOG_TOKENS,LOG_STREAM", \
  "core/main.ts"]
CMD ["run"]
