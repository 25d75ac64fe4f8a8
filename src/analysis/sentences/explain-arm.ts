/** @file The paragraph about one arm. */
import type { ArmFacts, ClassChange, Explained, FaultId, NamedFault } from '../arm-facts';
import { listed, points, pointsWithInterval } from './phrases';

const NAMES: Readonly<Record<FaultId, string>> = {
  labelNoise: 'wrong labels',
  outOfScope: 'rows about none of the classes',
  shift: 'distance from real text',
  coverage: 'coverage of real text',
  duplicates: 'near-copies',
};

export function paragraph(facts: ArmFacts, found: Explained): string {
  return [outcome(facts, found), faults(facts, found), classes(facts, found), caution(found)]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

function outcome({ label, accuracy, against }: ArmFacts, { side }: Explained): string {
  const reached = `${capitalised(label)} reaches ${points(accuracy)} %`;
  if (!against) return `${reached}.`;
  if (side === 'unclear') return `${reached}, not distinguishable from ${against.label}.`;
  return `${reached}, ${pointsWithInterval(against.difference, side === 'below' ? -1 : 1)} ${side} ${against.label}.`;
}

function faults({ compared }: ArmFacts, { notable, unremarkable }: Explained): string {
  const others = listed(unremarkable.map(({ id }) => NAMES[id]));
  if (notable.length === 0) {
    return others === '' ? '' : `In ${others} its rows do not stand out from ${compared}.`;
  }
  const named = `Of its generated rows, ${listed(notable.map((fault) => said(fault, compared)))}.`;
  return others === '' ? named : `${named} In ${others} they do not stand out.`;
}

function said({ id, value, real }: NamedFault, compared: string): string {
  const share = `${points(value)} %`;
  const other = real === null ? '' : ` (${compared}: ${points(real)} %)`;
  switch (id) {
    case 'labelNoise':
      return `${share} have a wrong label${other}`;
    case 'outOfScope':
      return `${share} are about none of the classes${other}`;
    case 'duplicates':
      return `${share} nearly repeat an earlier one${other}`;
    case 'coverage':
      return `some come near only ${share} of real rows${other}`;
    case 'shift':
      return `a classifier tells ${share} rightly from real ones, where 50 % would be guessing${other}`;
  }
}

function classes({ against }: ArmFacts, { classes }: Explained): string {
  if (!against || classes.length === 0) return '';
  const changes = classes.map(
    ({ name, accuracy, against: before, takenFor }: ClassChange) =>
      `${name} (${accuracy < before ? 'down' : 'up'} ${points(accuracy - before)} points${takenFor === null ? '' : `, most often taken for ${takenFor}`})`,
  );
  return `Against ${against.label}, recognition changes most for ${listed(changes)}.`;
}

/** What goes along with a loss has not been shown to cause it. */
function caution({ side, notable }: Explained): string {
  if (side !== 'below' || notable.length === 0) return '';
  return notable.length === 1
    ? 'This goes along with the loss; that it causes it is not shown here.'
    : 'These go along with the loss; which of them causes it is not shown here.';
}

function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
