import type { Choices } from "#store/choices.ts";
import type { Label } from "#math/params.ts";

/** One stop of a lesson: what it is called, what to look at, and the choices that show it. */
export interface LessonStop {
  readonly title: Label;
  /** One or two sentences beside the figure. */
  readonly note: Label;
  readonly choices: Partial<Choices>;
  /** What the note speaks of: it is out of place as soon as something else is chosen here. */
  readonly noteIsAbout?: keyof Choices;
}

/** A file in `lessons/`: stops that a lecturer steps through with Page Up and Page Down, a clicker's keys. */
export interface Lesson {
  readonly id: string;
  readonly title: Label;
  readonly stops: readonly LessonStop[];
}

/** What the stop says about the page as it stands, or null where it speaks of something else. */
export function noteOf({ note, choices, noteIsAbout }: LessonStop, chosen: Choices): Label | null {
  return !noteIsAbout || chosen[noteIsAbout] === choices[noteIsAbout] ? note : null;
}

/** Checks a plug-in's type where it is written. */
export function defineLesson(lesson: Lesson): Lesson {
  return lesson;
}
