# One small image: Deno, the kernel, and the built-in plugins as bundles. Nothing is downloaded when it runs.
FROM docker.io/library/node:22-bookworm-slim AS build
WORKDIR /sluice
COPY . .
ENV DENO_DIR=/deno-dir
# Deno comes from npm, as everywhere in this project; its programs for this machine are copied out for the image.
RUN npm install --global deno@2.9.6 \
 && deno install --frozen \
 && deno task bundle \
 && deno cache --frozen core/main.ts core/kernel/mod.ts \
 && cp "$(deno eval 'console.log(Deno.execPath())')" /usr/local/bin/deno-program

FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /usr/local/bin/deno-program /usr/local/bin/deno
COPY --from=build --chown=65532:65532 /deno-dir /deno-dir
COPY --from=build /sluice /sluice
WORKDIR /sluice
ENV DENO_DIR=/deno-dir SLUICE_STATE=/data
# The root is read-only in a pod; what the kernel keeps is a volume.
VOLUME /data
EXPOSE 8080 9090 9292 9440
USER 65532:65532
ENTRYPOINT ["/usr/local/bin/deno", "run", "--v8-flags=--max-semi-space-size=2", "--quiet", "--no-prompt", "--cached-only", "--frozen", \
  "--allow-net", "--allow-read", "--allow-write=/data", "--allow-run=/usr/local/bin/deno", \
  "--allow-sys=hostname,networkInterfaces", \
  "--allow-env=SLUICE_CONFIG,SLUICE_STATE,KUBECONFIG,KUBERNETES_SERVICE_HOST,KUBERNETES_SERVICE_PORT,HOME,LOG_TOKENS,LOG_STREAM", \
  "core/main.ts"]
CMD ["run"]
