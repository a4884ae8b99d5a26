import type { ReactNode } from "react";
import styles from "./Equation.module.css";
import { DIVERGING_LIMIT } from "./pixels.ts";

interface EquationProps {
  readonly columns: "noise" | "learn" | "denoise";
  /** The formula in words. */
  readonly label: string;
  readonly children: ReactNode;
}

/** A formula with its pictures standing under its symbols: all symbols and operators on one baseline, tiles below. */
export function Equation({ columns, label, children }: EquationProps) {
  return (
    <div className={`${styles.equation} ${styles[`${columns}Columns`]}`} role="group" aria-label={label}>
      {children}
    </div>
  );
}

interface EquationTermProps {
  readonly symbol: ReactNode;
  readonly tone?: "signal" | "noise" | "model";
  readonly children: ReactNode;
}

/** One symbol and, below it, the picture it equals. */
export function EquationTerm({ symbol, tone, children }: EquationTermProps) {
  return (
    <div className={styles.term}>
      <div className={`${styles.symbol} ${tone ? styles[tone] : ""}`} aria-hidden>
        {symbol}
      </div>
      {children}
    </div>
  );
}

/** An operator between two terms, on the symbols' baseline or between the pictures. */
export function Operator({
  children,
  isBetweenTiles = false,
}: {
  readonly children: ReactNode;
  readonly isBetweenTiles?: boolean;
}) {
  return (
    <div className={isBetweenTiles ? styles.between : styles.operator} aria-hidden>
      {children}
    </div>
  );
}

/** What a picture under a formula is, in a few words. */
export function Caption({ children }: { readonly children: ReactNode }) {
  return <p className={styles.caption}>{children}</p>;
}

/** The line under a picture that says on which scale it is drawn and who made it. */
export function Foot({ children }: { readonly children: ReactNode }) {
  return <div className={styles.foot}>{children}</div>;
}

interface GaugeProps {
  readonly tone: "signal" | "noise";
  /** 0..1 */
  readonly value: number;
  readonly text: string;
  readonly unit: string;
}

/** A coefficient as a number and as a bar. */
export function Gauge({ tone, value, text, unit }: GaugeProps) {
  return (
    <>
      <div className={`${styles.coefficient} ${styles[tone]}`}>
        {text} <small>{unit}</small>
      </div>
      <div className={styles.gauge} aria-hidden>
        <span className={styles[`${tone}Fill`]} style={{ "--value": value }} />
      </div>
    </>
  );
}

interface KeyBarProps {
  readonly scale: "image" | "diverging" | "error";
  /** Where the scale ends. */
  readonly limit?: string;
  readonly note?: string;
}

/** The scale that a picture is drawn on; always near pictures that are not plain images. */
export function KeyBar({
  scale,
  limit = String(scale === "image" ? 1 : DIVERGING_LIMIT),
  note,
}: KeyBarProps) {
  const isSigned = scale !== "error";
  return (
    <div className={styles.key}>
      {isSigned ? `−${limit}` : "0"}
      <span className={styles[scale]} aria-hidden />
      {isSigned ? `+${limit}` : limit}
      {note && <span className={styles.keyNote}>{note}</span>}
    </div>
  );
}
