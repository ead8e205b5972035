// Command pulumi-resource-openstack is the OpenStack plugin of Pulumi, bridged from the very version of
// the Terraform provider that the official one wraps. It knows the Neutron resources of this project.
package main

import (
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	shimv2 "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim/sdk-v2"
	"github.com/terraform-provider-openstack/terraform-provider-openstack/openstack"
)

// Version is that of @pulumi/openstack in package.json: the engine warns about a plugin with an older one.
const version = "3.15.2"

func main() {
	info := tfbridge.ProviderInfo{
		P:              shimv2.NewProvider(openstack.Provider()),
		Name:           "openstack",
		Version:        version,
		MetadataInfo:   tfbridge.NewProviderMetadata([]byte("{}")),
		IgnoreMappings: []string{},
		Resources: map[string]*tfbridge.ResourceInfo{
			"openstack_networking_port_v2":                    {Tok: "openstack:networking/port:Port"},
			"openstack_networking_floatingip_v2":              {Tok: "openstack:networking/floatingIp:FloatingIp"},
			"openstack_networking_floatingip_associate_v2":    {Tok: "openstack:networking/floatingIpAssociate:FloatingIpAssociate"},
			"openstack_networking_port_secgroup_associate_v2": {Tok: "openstack:networking/portSecGroupAssociate:PortSecGroupAssociate"},
			"openstack_networking_secgroup_v2":                {Tok: "openstack:networking/secGroup:SecGroup"},
			"openstack_networking_secgroup_rule_v2":           {Tok: "openstack:networking/secGroupRule:SecGroupRule"},
		},
		DataSources: map[string]*tfbridge.DataSourceInfo{
			"openstack_networking_network_v2":    {Tok: "openstack:networking/getNetwork:getNetwork"},
			"openstack_networking_subnet_v2":     {Tok: "openstack:networking/getSubnet:getSubnet"},
			"openstack_networking_router_v2":     {Tok: "openstack:networking/getRouter:getRouter"},
			"openstack_networking_port_v2":       {Tok: "openstack:networking/getPort:getPort"},
			"openstack_networking_port_ids_v2":   {Tok: "openstack:networking/getPortIds:getPortIds"},
			"openstack_networking_floatingip_v2": {Tok: "openstack:networking/getFloatingIp:getFloatingIp"},
			"openstack_networking_secgroup_v2":   {Tok: "openstack:networking/getSecGroup:getSecGroup"},
		},
	}
	// The official plugin names resources the same way: name, "-" and a random suffix.
	info.SetAutonaming(255, "-")
	tfbridge.Main("openstack", version, info, []byte(`{"name":"openstack","version":"`+version+`"}`))
}
