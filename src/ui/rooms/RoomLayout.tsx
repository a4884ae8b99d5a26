import type { ReactNode } from "react";
import type { Choices } from "#store/choices.ts";
import { panels } from "../panels/index.ts";
import type { PanelPlace } from "../panels/panel.ts";
import { useAppState } from "../state/appContext.tsx";
import { axisOf } from "../state/axis.ts";
import { LessonBar } from "./LessonBar.tsx";
import styles from "./RoomLayout.module.css";

/** Small print under the sentence. Where room is short, what the lesson says gives way first, an alert never. */
export interface RoomNote {
  readonly kind: "lesson" | "device" | "alert";
  readonly text: string;
}

interface RoomLayoutProps {
  readonly room: Choices["room"];
  readonly title: string;
  /** The sentence that carries the state. */
  readonly lead: ReactNode;
  readonly note: RoomNote | null;
  readonly controls: ReactNode;
}

/**
 * One plate: a sentence with live numbers at the left, the formula with its pictures in the centre, figures in the
 * margin, and the score (chart and film strip) on one axis that ends in the scrubber. One playhead crosses them all.
 */
export function RoomLayout({ room, title, lead, note, controls }: RoomLayoutProps) {
  const share = useAppState((state) => {
    const { value, max } = axisOf(state);
    return max === 0 ? 0 : value / max;
  });
  return (
    <section className={styles.room} aria-label={title} data-room={room}>
      <div className={styles.say}>
        <h1>{title}</h1>
        <p className={styles.lead}>{lead}</p>
        {note && (
          <p className={styles.note} data-kind={note.kind} role={note.kind === "alert" ? "alert" : undefined}>
            {note.text}
          </p>
        )}
        <div className={styles.controls}>
          {controls}
          <LessonBar />
        </div>
      </div>
      <div className={styles.figure}>{at("figure")}</div>
      <div className={styles.margin}>{at("margin")}</div>
      <div className={styles.score} style={{ "--at": share }}>
        <span className={styles.playhead} />
        {at("score")}
      </div>
      <div className={styles.marginScore}>{at("marginScore")}</div>
    </section>
  );

  function at(place: PanelPlace): ReactNode {
    return panels
      .filter((panel) => panel.room === room && panel.place === place)
      .map(({ id, Component }) => <Component key={id} />);
  }
}
