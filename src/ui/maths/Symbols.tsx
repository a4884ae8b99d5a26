import type { ReactNode } from "react";
import styles from "./Symbols.module.css";

/**
 * The paper's symbols, set in the page's own serif. Colour comes from the surroundings, except where a symbol has one
 * everywhere: signal amber, noise violet, model teal.
 */
export function Var({ children }: { readonly children: ReactNode }) {
  return <i className={styles.variable}>{children}</i>;
}

/** A run of mathematics that is read out as `label` and never broken over lines. */
export function Maths({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <span className={styles.maths} role="img" aria-label={label}>
      {children}
    </span>
  );
}

export function Xt() {
  return (
    <>
      <Var>x</Var>
      <sub className={styles.sub}>
        <Var>t</Var>
      </sub>
    </>
  );
}

export function X0() {
  return (
    <>
      <Var>x</Var>
      <sub className={styles.sub}>0</sub>
    </>
  );
}

/** x at one timestep, by its number. */
export function XAt({ t }: { readonly t: number }) {
  return (
    <>
      <Var>x</Var>
      <sub className={styles.sub}>{t}</sub>
    </>
  );
}

/** x_{t-k}, the place where a reverse step lands. */
export function XPrevious({ by }: { readonly by: number }) {
  return (
    <>
      <Var>x</Var>
      <sub className={styles.sub}>
        <Var>t</Var>−{by}
      </sub>
    </>
  );
}

export function X0Hat() {
  return (
    <>
      <span className={styles.hat}>
        <Var>x</Var>
      </span>
      <sub className={styles.sub}>0</sub>
    </>
  );
}

export function Eps() {
  return <Var>ε</Var>;
}

export function EpsHat() {
  return (
    <span className={styles.hat}>
      <Var>ε</Var>
    </span>
  );
}

export function EpsTheta() {
  return (
    <>
      <Var>ε</Var>
      <sub className={styles.sub}>
        <Var>θ</Var>
      </sub>
    </>
  );
}

export function AlphaBar() {
  return (
    <>
      <span className={styles.bar}>
        <Var>α</Var>
      </span>
      <sub className={styles.sub}>
        <Var>t</Var>
      </sub>
    </>
  );
}

/** A term of the variational bound: L with its subscript. */
export function Term({ children }: { readonly children: ReactNode }) {
  return (
    <>
      <Var>L</Var>
      <sub className={styles.sub}>{children}</sub>
    </>
  );
}

export function Sqrt({ children }: { readonly children: ReactNode }) {
  return (
    <span className={styles.root}>
      <svg viewBox="0 0 10 24" preserveAspectRatio="none" aria-hidden>
        <path
          d="M.4 14.6 2.6 13l3.2 9.6L10 .7"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.15"
          vectorEffect="non-scaling-stroke"
        />
      </svg>
      <span>{children}</span>
    </span>
  );
}
