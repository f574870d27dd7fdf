// The head every screen shares: where it lies, its title (which gets the focus when the screen opens), its actions.
import { Link, type LinkProps } from '@tanstack/react-router';
import { Fragment, type ReactNode, useEffect, useRef } from 'react';
import styles from './page.module.css';

export interface Crumb {
  label: string;
  to: LinkProps['to'];
}

interface PageProps {
  title: string;
  /** what the window's title says, when it is not the title itself */
  windowTitle?: string;
  /** stands before the title: a state mark */
  mark?: ReactNode;
  /** small text after the title: a count */
  aside?: ReactNode;
  breadcrumb?: readonly Crumb[];
  actions?: ReactNode;
  /** the page is as high as the window and scrolls inside itself */
  fill?: boolean;
  children: ReactNode;
}

export function Page({ title, windowTitle, mark, aside, breadcrumb = [], actions, fill = false, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const named = windowTitle ?? title;
  useEffect(() => {
    document.title = `${named} – djcron`;
  }, [named]);
  useEffect(() => {
    // a screen that opens with a field in focus keeps it
    if (
      document.activeElement === null ||
      document.activeElement === document.body ||
      !heading.current?.parentElement?.closest('main')?.contains(document.activeElement)
    ) {
      heading.current?.focus({ preventScroll: true });
    }
  }, []);
  return (
    <div className={fill ? `${styles.page} ${styles.fill}` : styles.page}>
      <header className={styles.head}>
        <div className={styles.titles}>
          {breadcrumb.length > 0 && <Crumbs crumbs={breadcrumb} />}
          <h1 className={styles.title} ref={heading} tabIndex={-1}>
            {mark}
            <span className="ellipsis">{title}</span>
            {aside !== undefined && <span className={styles.aside}>{aside}</span>}
          </h1>
        </div>
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </header>
      <div className={styles.body}>{children}</div>
    </div>
  );
}

function Crumbs({ crumbs }: { crumbs: readonly Crumb[] }) {
  return (
    <nav aria-label="Breadcrumb">
      <ol className={`${styles.crumbs} caption`}>
        {crumbs.map((crumb) => (
          <Fragment key={crumb.label}>
            <li>
              <Link to={crumb.to}>{crumb.label}</Link>
            </li>
            <li aria-hidden="true">›</li>
          </Fragment>
        ))}
      </ol>
    </nav>
  );
}
