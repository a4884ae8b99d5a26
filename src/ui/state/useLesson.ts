import { useCallback } from "react";
import { lessons } from "../lessons/index.ts";
import type { LessonStop } from "../lessons/lesson.ts";
import { useApp, useAppState } from "./appContext.tsx";

const stops: readonly LessonStop[] = [...lessons.values()].flatMap((lesson) => lesson.stops);

export interface LessonPosition {
  readonly index: number;
  readonly count: number;
  readonly stop: LessonStop | undefined;
  /** Moves by so many stops and shows what the new one is about. */
  go(by: number): void;
}

/** The stop of the lesson that the page stands at. */
export function useLesson(): LessonPosition {
  const { store } = useApp();
  const index = useAppState(({ choices }) => Math.min(choices.lesson, stops.length - 1));
  const go = useCallback(
    (by: number) => {
      const { lesson } = store.getState().choices;
      const next = Math.min(stops.length - 1, Math.max(0, lesson + by));
      const stop = stops[next];
      if (!stop || next === lesson) return;
      store.look({ isPlaying: false, followsSampling: false });
      store.choose({ ...stop.choices, lesson: next });
    },
    [store],
  );
  return { index, count: stops.length, stop: stops[index], go };
}
