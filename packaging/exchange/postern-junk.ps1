# Makes the mail flow rule by which Exchange moves what postern has marked as junk into the Junk Email folder: it gives
# such a message a spam confidence level that lies above the mailboxes' junk threshold (4 unless somebody changed it).
#
# Written from Microsoft's documentation of New-TransportRule, Set-TransportRule and of the SCL thresholds, for Exchange
# Server 2016 and 2019 and Exchange Online. It was NOT run against an Exchange by those who wrote it: try it on a test
# mailbox first. -WhatIf shows what would be done.
#
# Run it in the Exchange Management Shell, or after Connect-ExchangeOnline:
#   .\postern-junk.ps1 -Gateway 192.0.2.25
#
# To take the rule away again:
#   Remove-TransportRule 'postern: junk'
[CmdletBinding(SupportsShouldProcess)]
param(
    # The addresses from which the gateway with postern delivers to Exchange. Mail that comes another way did not have
    # forged X-Postern fields taken off, so the rule leaves it alone.
    [Parameter(Mandatory)]
    [string[]] $Gateway,

    # 5 and 6 are spam to Exchange Online, which then does what the anti-spam policy says: leave that at its default,
    # Junk Email folder. Keep it below the mailboxes' SCLQuarantineThreshold, SCLRejectThreshold and SCLDeleteThreshold.
    [ValidateRange(5, 9)]
    [int] $Level = 6
)

$ErrorActionPreference = 'Stop'
$name = 'postern: junk'
$rule = @{
    HeaderContainsMessageHeader = 'X-Postern-Junk'
    HeaderContainsWords         = 'yes'
    SenderIpRanges              = $Gateway
    SetSCL                      = $Level
    Comments                    = 'Restricted customer contact: a councillor''s own choice, or a restriction to junk.'
}

if (Get-TransportRule | Where-Object { $_.Name -eq $name }) {
    if ($PSCmdlet.ShouldProcess($name, 'Set-TransportRule')) { Set-TransportRule -Identity $name @rule }
} else {
    if ($PSCmdlet.ShouldProcess($name, 'New-TransportRule')) { New-TransportRule -Name $name @rule }
}
