import { Link } from "@tanstack/react-router";
import { NAVIGATION } from "@/config/navigation";
import { useMe } from "@/features/auth/api";
import classes from "./shell.module.css";

interface NavigationProps {
  onNavigate: () => void;
}

/** The pages that the signed-in user may open. */
export function Navigation({ onNavigate }: NavigationProps) {
  const { permissions } = useMe();
  const pages = NAVIGATION.filter((page) => permissions.includes(page.permission));
  return (
    <div className={classes.links}>
      {pages.map(({ to, label, icon: Icon }) => (
        <Link key={to} to={to} className={classes.link} onClick={onNavigate}>
          <Icon size={19} stroke={1.7} aria-hidden />
          {label}
        </Link>
      ))}
    </div>
  );
}
