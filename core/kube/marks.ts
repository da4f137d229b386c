import type { KubeObject } from "contract";

/** Whether one of the objects has one of the labels or annotations, its value in whatever case. */
export function marked(
  marks: readonly (readonly [key: string, value: string])[] | undefined,
  ...objects: readonly (KubeObject | undefined)[]
): boolean {
  return (marks ?? []).some(([key, value]) =>
    objects.some((object) =>
      [object?.metadata.annotations?.[key], object?.metadata.labels?.[key]]
        .some((found) => found?.toLowerCase() === value)
    )
  );
}
