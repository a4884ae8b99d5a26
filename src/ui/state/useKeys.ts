import { useHotkeys } from "react-hotkeys-hook";
import { useApp } from "./appContext.tsx";
import { useIsPresenting } from "./useIsPresenting.ts";
import { useLesson } from "./useLesson.ts";

interface KeyActions {
  readonly hasSingleKeys: boolean;
  present(): void;
  language(): void;
  fullScreen(): void;
  help(): void;
  reset(): void;
}

/** The page's keys. They rest while a dialog is open or a text field has the focus; letters can be switched off. */
export function useKeys({ hasSingleKeys, present, language, fullScreen, help, reset }: KeyActions): void {
  const { commands } = useApp();
  const lesson = useLesson();
  const isPresenting = useIsPresenting();
  const always = { ignoreEventWhen: isElsewhere, preventDefault: true, enableOnFormTags: true };
  const letters = { ...always, enabled: hasSingleKeys };
  useHotkeys("space", commands.togglePlay, {
    ...always,
    ignoreEventWhen: (event) => isElsewhere() || isOnButton(event),
  });
  useHotkeys("left", () => commands.move(-1), always);
  useHotkeys("right", () => commands.move(1), always);
  useHotkeys("shift+left", () => commands.move(-10), always);
  useHotkeys("shift+right", () => commands.move(10), always);
  useHotkeys("pageup", () => lesson.go(-1), always);
  useHotkeys("pagedown", () => lesson.go(1), always);
  useHotkeys("esc", present, { ...always, enabled: isPresenting });
  useHotkeys("f5", () => undefined, { ...always, enabled: isPresenting });
  useHotkeys("1", () => commands.goTo("noise"), letters);
  useHotkeys("2", () => commands.goTo("learn"), letters);
  useHotkeys("3", () => commands.goTo("denoise"), letters);
  useHotkeys("s", commands.step, letters);
  useHotkeys("t", commands.toggleTraining, letters);
  useHotkeys("r", reset, letters);
  useHotkeys("n", commands.newNoise, letters);
  useHotkeys("p", present, letters);
  useHotkeys("f", fullScreen, letters);
  useHotkeys("l", language, letters);
  useHotkeys("?", help, { ...letters, useKey: true });
}

/** An open dialog has the keyboard to itself. */
function isElsewhere(): boolean {
  return document.querySelector("[role=dialog], [role=listbox]") !== null;
}

/** Space on a focused button presses that button. */
function isOnButton(event: KeyboardEvent): boolean {
  return (
    event.target instanceof HTMLElement && event.target.closest("button, select, [role=button]") !== null
  );
}
