import type { Choices } from "#store/choices.ts";
import type { Label } from "#math/params.ts";

/** One stop of a lesson: what it is called, what to look at, and the choices that show it. */
export interface LessonStop {
  readonly title: Label;
  /** One or two sentences beside the figure. */
  readonly note: Label;
  readonly choices: Partial<Choices>;
}

/** A file in `lessons/`: stops that a lecturer steps through with Page Up and Page Down, a clicker's keys. */
export interface Lesson {
  readonly id: string;
  readonly title: Label;
  readonly stops: readonly LessonStop[];
}

/** Checks a plug-in's type where it is written. */
export function defineLesson(lesson: Lesson): Lesson {
  return lesson;
}
