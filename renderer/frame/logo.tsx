// djcron's sign: a prompt that goes out to hosts.

export function Logo({ size = 20 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="#2563eb" />
      <path d="M8 10.5l5.5 5.5L8 21.5" fill="none" stroke="#fff" strokeWidth="3" strokeLinecap="round" strokeLinejoin="round" />
      <circle cx="21.5" cy="10.5" r="2.4" fill="#fff" />
      <circle cx="21.5" cy="16" r="2.4" fill="#fff" opacity=".75" />
      <circle cx="21.5" cy="21.5" r="2.4" fill="#fff" opacity=".5" />
    </svg>
  );
}
