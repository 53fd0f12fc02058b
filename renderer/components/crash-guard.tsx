import { Component } from 'react';
import type { ReactNode } from 'react';
import { COPY } from '../copy/copy.ts';
import { Button } from './button.tsx';
import { EmptyState } from './empty-state.tsx';

interface CrashGuardProps {
  readonly children: ReactNode;
}

/** A bug while drawing shows a page with a way on instead of an empty window; React logs the bug. */
export class CrashGuard extends Component<CrashGuardProps, { readonly crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError() {
    return { crashed: true };
  }

  override render(): ReactNode {
    if (!this.state.crashed) return this.props.children;
    return (
      <main className="flex h-full items-center">
        <h1 className="sr-only">{COPY.app}</h1>
        <EmptyState title={COPY.crash.title} text={COPY.crash.text}>
          <Button look="primary" onClick={() => location.reload()}>
            {COPY.crash.reload}
          </Button>
        </EmptyState>
      </main>
    );
  }
}
