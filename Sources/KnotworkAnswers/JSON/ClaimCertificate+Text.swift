import KnotworkClaims
import KnotworkFormats

extension ClaimCertificate {
  /// The text of its file.
  var text: String { String(decoding: ClaimProofText.encode(self), as: UTF8.self) }
}
