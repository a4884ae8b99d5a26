import type { Lesson, LessonStop } from "./lesson.ts";

const modules = import.meta.glob<Lesson>(["./*.ts", "!./index.ts", "!./lesson.ts"], {
  eager: true,
  import: "default",
});

/** Every lesson of this folder by its id. */
export const lessons: ReadonlyMap<string, Lesson> = new Map(
  Object.values(modules).map((lesson) => [lesson.id, lesson]),
);

/** All stops in a row, as a clicker steps through them. */
export const lessonStops: readonly LessonStop[] = [...lessons.values()].flatMap((lesson) => lesson.stops);
