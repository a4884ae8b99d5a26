import { useSyncExternalStore } from "react";

/** The width up to which the page stands in one column, as in its stylesheets. */
const phone = "(max-width: 640px)";

/** Whether the page stands in one column. */
export function useIsPhone(): boolean {
  return useSyncExternalStore(subscribe, () => matchMedia(phone).matches);
}

function subscribe(onChange: () => void): () => void {
  const query = matchMedia(phone);
  query.addEventListener("change", onChange);
  return () => query.removeEventListener("change", onChange);
}
