<?xml version="1.0" encoding="utf-8"?>
<!-- How a browser shows /stat: who publishes, who plays. A stream's name is its key. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output method="html" encoding="utf-8"/>

  <xsl:template match="/rtmp">
    <html lang="en">
      <head>
        <title>nginx-rtmp</title>
        <style>
          body { font: 14px sans-serif; margin: 2em; }
          table { border-collapse: collapse; margin-bottom: 2em; }
          th, td { border: 1px solid #bbb; padding: 4px 8px; text-align: left; }
        </style>
      </head>
      <body>
        <h1>nginx-rtmp</h1>
        <p>
          Up for <xsl:value-of select="uptime"/> s,
          in <xsl:value-of select="round(bw_in div 1000)"/> kbit/s,
          out <xsl:value-of select="round(bw_out div 1000)"/> kbit/s
        </p>
        <xsl:apply-templates select="server/application"/>
      </body>
    </html>
  </xsl:template>

  <xsl:template match="application">
    <h2><xsl:value-of select="name"/></h2>
    <xsl:choose>
      <xsl:when test="live/stream">
        <table>
          <tr>
            <th>stream</th><th>on air</th><th>viewers</th><th>picture</th><th>kbit/s in</th>
            <th>publisher</th><th>connected</th>
          </tr>
          <xsl:apply-templates select="live/stream"/>
        </table>
      </xsl:when>
      <xsl:otherwise><p>Nobody publishes and nobody waits.</p></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="stream">
    <tr>
      <td><xsl:value-of select="name"/></td>
      <td><xsl:if test="publishing">yes</xsl:if></td>
      <td><xsl:value-of select="count(client[not(publishing)])"/></td>
      <td>
        <xsl:if test="meta/video">
          <xsl:value-of select="meta/video/width"/>x<xsl:value-of select="meta/video/height"/>
          <xsl:text> </xsl:text><xsl:value-of select="meta/video/codec"/>
        </xsl:if>
      </td>
      <td><xsl:value-of select="round(bw_in div 1000)"/></td>
      <td><xsl:value-of select="client[publishing]/address"/></td>
      <td>
        <xsl:if test="client[publishing]">
          <xsl:value-of select="round(client[publishing]/time div 1000)"/> s
        </xsl:if>
      </td>
    </tr>
  </xsl:template>
</xsl:stylesheet>
