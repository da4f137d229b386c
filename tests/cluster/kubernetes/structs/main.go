// Prints the structs that kube-apiserver keeps Pods, volumes and the versions of custom resources in,
// a row a struct, as plugins/cluster_embedded/tables/structs.ts holds them: go run ./structs
package main

import (
	"fmt"
	"reflect"
	"sort"
	"strings"

	v1 "k8s.io/api/core/v1"
	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/kubernetes/pkg/apis/core"
)

var kinds = map[reflect.Kind]string{
	reflect.Pointer: "p", reflect.Slice: "l", reflect.Map: "m", reflect.String: "s",
	reflect.Bool: "b", reflect.Int32: "i", reflect.Int64: "i", reflect.Struct: "o",
	reflect.Interface: "a", reflect.Float64: "i",
}

func elem(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
		t = t.Elem()
	}
	return t
}

// fields finds the JSON names and the types of a struct of the API by the names of its fields.
func fields(t reflect.Type, names map[string]string, types map[string]reflect.Type) {
	for i := 0; t.Kind() == reflect.Struct && i < t.NumField(); i++ {
		f := t.Field(i)
		types[f.Name] = elem(f.Type)
		if f.Anonymous {
			fields(elem(f.Type), names, types)
		} else {
			names[f.Name] = strings.Split(f.Tag.Get("json"), ",")[0]
		}
	}
}

func internal(path string) bool {
	return strings.HasSuffix(path, "pkg/apis/core") || strings.HasSuffix(path, "pkg/apis/apiextensions")
}

func walk(t, api reflect.Type, found map[string]string) {
	if _, known := found[t.Name()]; known || !internal(t.PkgPath()) || t.Kind() != reflect.Struct {
		return
	}
	found[t.Name()] = ""
	names, types := map[string]string{}, map[string]reflect.Type{}
	if api != nil {
		fields(api, names, types)
	}
	rows := []string{}
	for i := 0; i < t.NumField(); i++ {
		f := t.Field(i)
		below, name, kind := elem(f.Type), names[f.Name], ""
		walk(below, types[f.Name], found)
		if _, known := found[below.Name()]; known || below.Name() == "Quantity" || below.Name() == "IntOrString" {
			kind = below.Name()
		}
		if name == "" {
			name = strings.ToLower(f.Name[:1]) + f.Name[1:]
		}
		if f.Anonymous {
			name = ""
		}
		rows = append(rows, strings.Join([]string{f.Name, name, kinds[f.Type.Kind()], kind}, ":"))
	}
	found[t.Name()] = strings.Join(rows, " ")
}

func main() {
	found := map[string]string{}
	walk(reflect.TypeOf(core.PodSpec{}), reflect.TypeOf(v1.PodSpec{}), found)
	walk(reflect.TypeOf(core.PersistentVolumeSource{}), reflect.TypeOf(v1.PersistentVolumeSource{}), found)
	walk(reflect.TypeOf(core.PersistentVolumeClaimSpec{}), reflect.TypeOf(v1.PersistentVolumeClaimSpec{}), found)
	walk(reflect.TypeOf(apiextensions.CustomResourceDefinitionVersion{}), reflect.TypeOf(apiextensionsv1.CustomResourceDefinitionVersion{}), found)
	names := []string{}
	for name := range found {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		fmt.Printf("  %s:\n    %q,\n", name, found[name])
	}
}
