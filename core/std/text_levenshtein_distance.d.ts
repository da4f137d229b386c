/** How many letters must be added, removed or changed to make one text of the other. */
export function levenshteinDistance(a: string, b: string): number;
