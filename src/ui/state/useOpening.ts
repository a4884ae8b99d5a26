import { useEffect } from "react";
import { useApp } from "./appContext.tsx";
import { axisOf, seekAxis } from "./axis.ts";

/**
 * The first seconds: noise rises over the opening picture and stops while it can still be read, and the exact optimum
 * runs a first reverse process, so that every room is alive before anything was trained. A link that names a place
 * is shown as it stands; with reduced motion nothing starts by itself.
 */
export function useOpening(): void {
  const { store, commands } = useApp();
  useEffect(() => {
    const { choices } = store.getState();
    const wantsStill =
      matchMedia("(prefers-reduced-motion: reduce)").matches ||
      new URLSearchParams(location.hash.slice(1)).has("t");
    if (choices.room === "noise" && !wantsStill) {
      const { value } = axisOf(store.getState());
      seekAxis(store, 0);
      store.look({ isPlaying: true, playUntil: value });
    }
    commands.sampleIfChanged();
  }, [store, commands]);
}
