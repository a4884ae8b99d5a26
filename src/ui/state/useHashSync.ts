import { decodeHash, encodeHash } from "#store/hash.ts";
import { useEffect } from "react";
import { useApp } from "./appContext.tsx";
import { foreignHashKeys } from "./preferences.ts";

/** Browsers allow about a hundred history writes in ten seconds; a scrub makes more. */
const WRITE_DELAY_MS = 300;

/** Keeps the address in step with the choices, and the choices in step with an address that was edited or followed. */
export function useHashSync(): void {
  const { store } = useApp();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const write = () => {
      timer = undefined;
      const hash = encodeHash(store.getState().choices);
      history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
    };
    const unsubscribe = store.subscribe((state, previous) => {
      if (state.choices !== previous.choices) timer ??= setTimeout(write, WRITE_DELAY_MS);
    });
    const read = () => {
      const { choices, notes } = decodeHash(location.hash, foreignHashKeys);
      store.choose(choices);
      store.look({ hashNotes: notes, isPlaying: false });
    };
    addEventListener("hashchange", read);
    return () => {
      clearTimeout(timer);
      unsubscribe();
      removeEventListener("hashchange", read);
    };
  }, [store]);
}
