import "react";

declare module "react" {
  interface CSSProperties {
    /** Custom properties carry numbers from the state into a stylesheet. */
    [name: `--${string}`]: string | number | undefined;
  }
}
