import { useSyncExternalStore } from "react";

const phone = "(max-width: 640px)";

/** Pictures in a film strip: eleven, eight on a phone. */
export function useTileCount(): number {
  const isPhone = useSyncExternalStore(subscribe, () => matchMedia(phone).matches);
  return isPhone ? 8 : 11;
}

function subscribe(onChange: () => void): () => void {
  const query = matchMedia(phone);
  query.addEventListener("change", onChange);
  return () => query.removeEventListener("change", onChange);
}
