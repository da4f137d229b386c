import { claimKustomizations } from "../compat/flux/kustomization.ts";

claimKustomizations("real");
