/** Whether objects and lists lie in one another on more levels than these. It looks no deeper, so that no nesting is too deep for it. */
export function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((item) => isDeeper(item, levels - 1));
}
