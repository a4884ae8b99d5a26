import { useCallback } from "react";
import { lessonStops } from "../lessons/index.ts";
import type { LessonStop } from "../lessons/lesson.ts";
import { useApp, useAppState } from "./appContext.tsx";

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
  const index = useAppState(({ choices }) => Math.min(choices.lesson, lessonStops.length - 1));
  const go = useCallback(
    (by: number) => {
      const { lesson } = store.getState().choices;
      const next = Math.min(lessonStops.length - 1, Math.max(0, lesson + by));
      const stop = lessonStops[next];
      if (!stop || next === lesson) return;
      store.look({ isPlaying: false });
      store.choose({ ...stop.choices, lesson: next });
    },
    [store],
  );
  return { index, count: lessonStops.length, stop: lessonStops[index], go };
}
