-- What has become of the containers of a pod's instance, as JSON; null for apps. Definitions of
-- pods stand beside those of apps, wrapped in {"pod": …}.
ALTER TABLE instance ADD COLUMN containers text;
