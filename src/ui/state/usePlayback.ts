import { useEffect } from "react";
import { useApp, useAppState } from "./appContext.tsx";
import { axisOf, seekAxis } from "./axis.ts";

/** Share of an axis that plays in one second at speed 1: 160 of 1000 timesteps. */
const AXIS_PER_SECOND = 0.16;

/** Longest time between two frames that is made up for; after a hidden tab the playhead goes on from where it stood. */
const LONGEST_FRAME_MS = 60;

/** Moves the playhead while the room plays, by the clock and not by the frame, and stops at the end of the axis. */
export function usePlayback(): void {
  const { store } = useApp();
  const isPlaying = useAppState(({ view }) => view.isPlaying);
  useEffect(() => {
    if (!isPlaying) return;
    let last = performance.now();
    let position = axisOf(store.getState()).value;
    let frame = requestAnimationFrame(function play(now) {
      const state = store.getState();
      const axis = axisOf(state);
      const elapsed = Math.min(LONGEST_FRAME_MS, now - last) / 1000;
      last = now;
      position += elapsed * AXIS_PER_SECOND * state.view.speed * axis.max * axis.direction;
      const end = axis.direction > 0 ? Math.min(axis.reach, state.view.playUntil ?? axis.reach) : 0;
      const isOver = axis.direction > 0 ? position >= end : position <= end;
      seekAxis(store, isOver ? end : position);
      if (isOver) store.look({ isPlaying: false, playUntil: null });
      else frame = requestAnimationFrame(play);
    });
    return () => cancelAnimationFrame(frame);
  }, [store, isPlaying]);
}
