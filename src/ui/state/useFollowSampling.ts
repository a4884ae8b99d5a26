import type { AppState } from "#store/appStore.ts";
import { useEffect } from "react";
import { useApp } from "./appContext.tsx";

/** Moves the playhead along with the newest frame of a running reverse process, until the user moves it. */
export function useFollowSampling(): void {
  const { store } = useApp();
  useEffect(() => {
    const follow = ({ session, view, choices }: AppState) => {
      const newest = session.sampling?.frames.at(-1);
      if (view.followsSampling && newest && newest.t !== choices.dt) store.choose({ dt: newest.t });
    };
    follow(store.getState());
    return store.subscribe((state, previous) => {
      if (state.session.sampling !== previous.session.sampling) follow(state);
    });
  }, [store]);
}
