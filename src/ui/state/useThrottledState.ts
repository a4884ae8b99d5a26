import { useEffect, useState } from "react";
import type { AppState } from "#store/appStore.ts";
import { useApp } from "./appContext.tsx";

/** Figures that follow the engine are redrawn at most this often. */
const REDRAW_MS = 200;

/** A part of the state that is read at most five times a second, however fast it changes; the last change is never lost. */
export function useThrottledState<T>(select: (state: AppState) => T): T {
  const { store } = useApp();
  const [value, setValue] = useState(() => select(store.getState()));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let last = -Infinity;
    const read = () => {
      timer = undefined;
      last = performance.now();
      setValue(() => select(store.getState()));
    };
    const unsubscribe = store.subscribe((state, previous) => {
      if (select(state) === select(previous)) return;
      const wait = last + REDRAW_MS - performance.now();
      if (wait <= 0 && timer === undefined) read();
      else timer ??= setTimeout(read, Math.max(0, wait));
    });
    read();
    return () => {
      clearTimeout(timer);
      unsubscribe();
    };
  }, [store, select]);
  return value;
}
