package world

import (
	"slices"
	"time"

	"tongwan/internal/platform"
)

func (m *merger) app(x App, at *path) {
	a, stands := m.old.app(x.AppID)
	if !stands {
		a = platform.App{ID: x.AppID, Settings: platform.DefaultSettings()}
		if x.AppKey == nil {
			a.Key = m.appKey(a.ID, at)
		}
	}
	a.World, a.Words = m.world, nil
	set(&a.Key, x.AppKey)
	set(&a.MSDKKey, x.MSDKKey)
	set(&a.Name, x.Name)
	if x.Settings != nil {
		mergeSettings(&a.Settings, x.Settings)
	}
	if x.Activities != nil {
		a.Activities = nil
		for _, act := range x.Activities {
			a.Activities = append(a.Activities, platform.Activity{ID: act.ActID, Name: act.Name})
		}
	}
	if x.RedirectURIs != nil {
		a.RedirectURIs = slices.Clone(x.RedirectURIs)
	}
	m.apps[a.ID] = a
	m.Apps++
	m.madeApp(a, x)
	m.put(a, at)
}

// appKey makes the key of a new app without appid. Of one with appid it is
// missing: the appid may be mistyped, and of an app that stands.
func (m *merger) appKey(appid int64, at *path) string {
	name, byName := m.named.names.name(anApp, appid)
	if !byName {
		m.add(at.key("appkey"), "app %d is new in world %s and needs an appkey, unless both are left out", appid, m.world)
	}
	return appKey(m.world, name, m.sandbox)
}

func mergeSettings(s *platform.Settings, x *Settings) {
	set(&s.ShareQuota, x.ShareQuota)
	set(&s.LenientTypes, x.LenientTypes)
	set(&s.Session, (*time.Duration)(x.Session))
	if x.Rate != nil {
		s.Rate = platform.Rate{PerSecond: x.Rate.PerSecond, Burst: x.Rate.Burst}
	}
	if x.AllowedIPs != nil {
		s.AllowedIPs = nil
		for _, ip := range x.AllowedIPs {
			if prefix, err := parsePrefix(ip); err == nil { // checked before
				s.AllowedIPs = append(s.AllowedIPs, prefix)
			}
		}
	}
	if x.AllowedReferers != nil {
		s.AllowedReferers = slices.Clone(x.AllowedReferers)
	}
	if x.Disabled != nil {
		s.Disabled = slices.Clone(x.Disabled)
	}
}
