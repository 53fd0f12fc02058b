import type { ButtonHTMLAttributes, Ref } from 'react';

const LOOKS = {
  primary:
    'border-transparent bg-accent text-on-accent font-medium hover:bg-accent-strong disabled:opacity-45 disabled:hover:bg-accent',
  plain: 'border-hairline bg-raised hover:bg-hover disabled:opacity-45',
  danger: 'border-hairline bg-raised text-broken hover:bg-broken-soft disabled:opacity-45',
  bare: 'border-transparent text-muted hover:bg-hover hover:text-ink',
  link: 'border-transparent px-0! text-accent underline-offset-2 hover:underline',
} as const;

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: keyof typeof LOOKS;
  readonly size?: 'normal' | 'small' | 'icon';
  readonly ref?: Ref<HTMLButtonElement>;
}

const SIZES = {
  normal: 'h-8 px-3',
  small: 'h-7 px-2.5 text-sm',
  icon: 'size-7 justify-center p-0',
} as const;

export function Button({
  look = 'plain',
  size = 'normal',
  className = '',
  ref,
  children,
  ...rest
}: ButtonProps) {
  return (
    <button
      ref={ref}
      type="button"
      className={`inline-flex shrink-0 items-center gap-1.5 rounded-md border whitespace-nowrap ${SIZES[size]} ${LOOKS[look]} ${className}`}
      {...rest}
    >
      {children}
    </button>
  );
}
