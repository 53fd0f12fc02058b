import type { DoctorReport } from '../../shared/actions.ts';
import { COPY } from '../copy/copy.ts';

/** The report for a mail or a ticket; the core has masked what is secret in it. */
export function reportText({ ref, stages }: DoctorReport): string {
  const lines = stages.map(({ name, state, text, next }) => {
    const head = `${COPY.detail.doctorStates[state]}: ${name}. ${text}`;
    return next === null ? head : `${head}\n  ${next}`;
  });
  return [ref, ...lines].join('\n');
}
