export const FINDINGS = {
  title: 'Worth knowing',
} as const;
