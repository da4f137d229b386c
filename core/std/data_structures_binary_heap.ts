// @ts-types="./data_structures_binary_heap.d.ts"
export * from "deno-std/data_structures/binary_heap.js";
