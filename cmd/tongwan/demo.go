package main

// What the command line knows of the demo world (spec/world.md). The keys are
// public: they guard nothing but samples.
const (
	demoAppID       = 100703379
	demoProfileBody = `{"appid":100703379,"accessToken":"FCCDE5C8CDAD70A9A0E229C367E03178","openid":"69FF99F3B17436F2F6621FA158B30549"}`
)

// demoAppKey returns the appkey of an app of the demo world, "" for any other.
func demoAppKey(appid int64) string {
	switch appid {
	case demoAppID:
		return "4578e54fb3a1bd18e0681bc1c734514e"
	case 100732256:
		return "b7f0c2d94a1e4e0f8c35a6d27e91f480"
	case 1000000688:
		return "0c9e6d41f2b84f7a9d3be58c17a2604d"
	}
	return ""
}
