import type { Label } from "#math/params.ts";
import type { Choices } from "#store/choices.ts";
import { availableDenoiser } from "#store/samplingChoice.ts";
import { useCallback } from "react";
import { lessonStops } from "../lessons/index.ts";
import { noteOf } from "../lessons/lesson.ts";
import type { LessonStop } from "../lessons/lesson.ts";
import { useApp, useAppState } from "./appContext.tsx";

export interface LessonPosition {
  readonly index: number;
  readonly count: number;
  readonly stop: LessonStop | undefined;
  /** What the stop says, as long as the page shows what it speaks of. */
  readonly note: Label | null;
  /** Moves by so many stops and shows what the new one is about. */
  go(by: number): void;
}

/** The stop of the lesson that the page stands at. */
export function useLesson(): LessonPosition {
  const { store } = useApp();
  const index = useAppState(({ choices }) => stopIndex(choices));
  const stop = lessonStops[index];
  const note = useAppState(({ choices, session }) => {
    const denoiser = availableDenoiser(choices, session.training);
    return stop ? noteOf(stop, { ...choices, denoiser }) : null;
  });
  const go = useCallback(
    (by: number) => {
      const next = stopIndex(store.getState().choices) + by;
      const stop = lessonStops[next];
      if (!stop) return;
      store.look({ isPlaying: false });
      store.choose({ ...stop.choices, lesson: next });
    },
    [store],
  );
  return { index, count: lessonStops.length, stop, note, go };
}

/** The chosen stop, or the first one of the room that the user has gone to instead. */
function stopIndex({ lesson, room }: Choices): number {
  if (lessonStops[lesson]?.choices.room === room) return lesson;
  return lessonStops.findIndex((stop) => stop.choices.room === room);
}
