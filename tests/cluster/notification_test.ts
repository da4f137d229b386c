import { claimNotifications } from "../compat/flux/notification.ts";

claimNotifications("real");
