/** What a template or an example is drawn as on its card: motifs that the workspace draws in its own colours. */

export const cardPictures = [
  "notebook", "inputs", "profile", "anomalies", "comparison", "forecast", "models", "log", "incident", "federated", "attack", "budget", "own",
] as const;

export type CardPicture = (typeof cardPictures)[number];
