import type { Lesson } from "./lesson.ts";

const modules = import.meta.glob<Lesson>(["./*.ts", "!./index.ts", "!./lesson.ts"], {
  eager: true,
  import: "default",
});

/** Every lesson of this folder by its id. */
export const lessons: ReadonlyMap<string, Lesson> = new Map(
  Object.values(modules).map((lesson) => [lesson.id, lesson]),
);
