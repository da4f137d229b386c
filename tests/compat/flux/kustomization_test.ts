import { claimKustomizations } from "./kustomization.ts";

claimKustomizations("embedded");
