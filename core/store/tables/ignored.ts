/** Flux's built-in patterns (reference §2.2.3). */

/** Always on. */
export const versionControl = [".git/", ".gitignore", ".gitmodules", ".gitattributes"];

/** On only where no pattern came from a file or from the object. */
export const defaults = [
  ...["*.jpg", "*.jpeg", "*.gif", "*.png", "*.wmv", "*.flv", "*.tar.gz", "*.zip"],
  ...[".github/", ".circleci/", ".travis.yml", ".gitlab-ci.yml", "appveyor.yml", ".drone.yml"],
  ...["cloudbuild.yaml", "codeship-services.yml", "codeship-steps.yml"],
  ...["**/.goreleaser.yml", "**/.sops.yaml", "**/.flux.yaml"],
];
