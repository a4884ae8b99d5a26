import type { ComponentType } from "react";
import type { Choices } from "#store/choices.ts";

/** Where a panel stands in its room: under the formula, in the margin, or on the axis above the scrubber. */
export type PanelPlace = "figure" | "margin" | "score" | "marginScore";

/** A file in `panels/`: one numbered figure of one room. */
export interface Panel {
  readonly id: string;
  readonly room: Choices["room"];
  readonly place: PanelPlace;
  readonly order: number;
  readonly Component: ComponentType;
}

/** Checks a plug-in's type where it is written. */
export function definePanel(panel: Panel): Panel {
  return panel;
}
