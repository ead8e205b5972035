// Package kubernetes holds what the provider's code needs of the Go SDK of Kubernetes: four names. With
// the SDK itself, all generated code, a cold build took 16 minutes of CPU instead of 7.5.
package kubernetes

import "reflect"

// UntypedArgs are the arguments of a resource whose type the SDK does not know.
type UntypedArgs map[string]interface{}

// ElementType makes UntypedArgs an input of Pulumi.
func (UntypedArgs) ElementType() reflect.Type {
	return reflect.TypeOf((*map[string]interface{})(nil)).Elem()
}
