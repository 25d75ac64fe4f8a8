import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explainArm, type ArmFacts, type FaultId } from '../../src/analysis';

const HOT: ArmFacts = {
  label: 'temperature 2.2',
  accuracy: 0.716,
  against: { label: 'temperature 0.8', difference: { mean: -0.046, low: -0.06, high: -0.032 } },
  compared: 'real rows',
  faults: [
    { id: 'labelNoise', value: 0.12, real: 0.02 },
    { id: 'shift', value: 0.83, real: null },
    { id: 'coverage', value: 0.68, real: 0.95 },
    { id: 'duplicates', value: 0.01, real: 0.02 },
    { id: 'outOfScope', value: null, real: null },
  ],
  classes: [
    { name: 'food', accuracy: 0.8, against: 0.83, takenFor: 'plant' },
    { name: 'plant', accuracy: 0.6, against: 0.75, takenFor: 'food' },
    { name: 'person', accuracy: 0.9, against: 0.8, takenFor: null },
  ],
};

describe('the paragraph about an arm', () => {
  test('names what stands out, what does not, the classes that lose, and does not say why', () => {
    expect(explainArm(HOT)).toBe(
      'Temperature 2.2 reaches 71.6 %, 4.6 points (95 % interval 3.2 to 6.0) below temperature 0.8. ' +
        'Of its generated rows, 12.0 % have a wrong label (real rows: 2.0 %), a classifier tells 83.0 % rightly from ' +
        'real ones, where 50 % would be guessing and some come near only 68.0 % of real rows (real rows: 95.0 %). ' +
        'In near-copies they do not stand out. ' +
        'Against temperature 0.8, recognition changes most for plant (down 15.0 points, most often taken for food). ' +
        'These go along with the loss; which of them causes it is not shown here.',
    );
  });

  test('says where nothing stands out, and where nothing is told apart', () => {
    const text = explainArm({
      ...HOT,
      against: { label: 'temperature 0.8', difference: { mean: -0.01, low: -0.03, high: 0.01 } },
      faults: [
        { id: 'labelNoise', value: 0.03, real: 0.02 },
        { id: 'coverage', value: 0.9, real: 0.95 },
      ],
      classes: [],
    });
    expect(text).toBe(
      'Temperature 2.2 reaches 71.6 %, not distinguishable from temperature 0.8. ' +
        'In wrong labels and coverage of real text its rows do not stand out from real rows.',
    );
    expect(explainArm({ ...HOT, against: null, faults: [], classes: [] })).toBe(
      'Temperature 2.2 reaches 71.6 %.',
    );
  });

  test('takes another’s word for what is notable', () => {
    const faults = [{ id: 'labelNoise' as const, value: 0.5, real: 0, isNotable: false }];
    expect(explainArm({ ...HOT, faults })).not.toContain('wrong label (');
    expect(
      explainArm({ ...HOT, faults: [{ id: 'labelNoise', value: 0.03, real: 0.02, isNotable: true }] }),
    ).toContain('This goes along with the loss; that it causes it is not shown here.');
  });

  test('never speaks of causes it has not seen, of losses where there is none, or of NaN', () => {
    const share = fc.oneof(fc.double({ min: -1, max: 2 }), fc.constant(null));
    const fault = fc.record({
      id: fc.constantFrom<FaultId>('labelNoise', 'outOfScope', 'shift', 'coverage', 'duplicates'),
      value: share,
      real: fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constant(null)),
    });
    const bounds = fc.tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true })); // prettier-ignore
    fc.assert(
      fc.property(fc.array(fault, { maxLength: 5 }), bounds, (faults, [a, b]) => {
        const difference = { mean: (a + b) / 2, low: Math.min(a, b), high: Math.max(a, b) };
        const text = explainArm({ ...HOT, faults, against: { label: 'the best', difference } });
        expect(text).not.toMatch(/NaN|null|undefined|Infinity|because|due to/);
        if (difference.high >= 0) expect(text).not.toContain('the loss');
        expect(text.endsWith('.')).toBe(true);
      }),
    );
  });
});
