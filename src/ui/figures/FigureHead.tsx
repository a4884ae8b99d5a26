import type { ReactNode } from "react";
import styles from "./FigureHead.module.css";

interface FigureHeadProps {
  readonly number: string;
  readonly title: ReactNode;
  /** One fact or the provenance, at the right. */
  readonly children?: ReactNode;
}

/** A figure's number and title, with one fact at the right. */
export function FigureHead({ number, title, children }: FigureHeadProps) {
  return (
    <div className={styles.head}>
      <b>{number}</b>
      <h2>{title}</h2>
      {children && <span className={styles.fact}>{children}</span>}
    </div>
  );
}
