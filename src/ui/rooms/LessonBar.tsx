import { ChevronLeft, ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useLabel } from "../state/useLabel.ts";
import { useLesson } from "../state/useLesson.ts";
import styles from "./LessonBar.module.css";

/** The stop of the lesson, and the way to the previous and the next one. */
export function LessonBar() {
  const { t } = useTranslation();
  const label = useLabel();
  const { index, count, stop, go } = useLesson();
  if (!stop) return null;
  return (
    <nav className={styles.lesson} aria-label={t("lesson.label")}>
      <button
        type="button"
        title={t("lesson.previous")}
        aria-label={t("lesson.previous")}
        disabled={index === 0}
        onClick={() => go(-1)}
      >
        <ChevronLeft />
      </button>
      <span>
        <b>{label(stop.title)}</b> · {t("lesson.position", { n: index + 1, count })}
      </span>
      <button
        type="button"
        title={t("lesson.next")}
        aria-label={t("lesson.next")}
        disabled={index === count - 1}
        onClick={() => go(1)}
      >
        <ChevronRight />
      </button>
    </nav>
  );
}
