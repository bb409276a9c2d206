/** How the evidence of a tick becomes its divergence: full where something begins, and below any alarm while it only goes on. */

/** What recent evidence has left behind. Plain data. */
export interface EvidenceState {
  /** The highest recent evidence, fading. */
  envelope: number;
  /** The evidence as it goes on, fading faster. */
  held: number;
  /** What the alarms of the past have made usual. */
  habit: number;
}

const holdTicks = 800;
const rise = 1.1;
const habitLife = 8000;
const habitAbove = 6;
const habitStep = 0.8;
/** The evidence, in bits over the floor, at which the confidence is 0.3. */
const atThreshold = 7.1;
/** Where D stays while something only goes on: below the default threshold. */
const plateau = 0.28;
/** What is left of the evidence a tick later, while it only goes on. */
const heldShare = 0.99;

/** Evidence of nothing. */
export function startEvidence(): EvidenceState {
  return {envelope: 0, held: 0, habit: 0};
}

/** The divergence of a tick with this much evidence, which is kept in mind. */
export function divergenceOf(s: EvidenceState, evidence: number): number {
  const envelope = s.envelope * (1 - 1 / holdTicks);
  let habit = s.habit * (1 - 1 / habitLife);
  let begins = 0;
  if (evidence > envelope * rise) {
    begins = evidence > habit ? evidence - habit : 0;
    if (begins > habitAbove) {
      const over = (begins - habitAbove) / habitAbove + 0.5;
      habit += habitStep * (over < 2 ? over : 2);
    }
  }
  s.habit = habit;
  s.envelope = evidence > envelope ? evidence : envelope;
  const held = s.held * heldShare;
  s.held = evidence > held ? evidence : held;
  const full = (0.3 / atThreshold) * begins;
  if (full >= 0.3) return full;
  const lasting = (0.3 / atThreshold) * s.held;
  return (plateau * lasting) / (lasting + 0.3);
}
