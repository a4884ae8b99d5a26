const token = /"(?:[^"\\]|\\.)*"(\s*:)?|[{}]/g;

/**
 * The first key that one object of a legal JSON text has twice, or null: `JSON.parse` would keep the last of them without a
 * word, and another program perhaps the first.
 */
export function repeatedKey(json: string): string | null {
  const open: Set<string>[] = [];
  for (const [text, colon] of json.matchAll(token)) {
    if (text === "{") open.push(new Set());
    else if (text === "}") open.pop();
    else if (colon !== undefined) {
      const key = String(JSON.parse(text.slice(0, -colon.length)));
      const keys = open.at(-1);
      if (keys?.has(key)) return key;
      keys?.add(key);
    }
  }
  return null;
}
